"""Reviews and cases as they lie in the tables of a study."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from runs.reviews.records import DrawnCase, Judgement


def sha256(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def case_sha256(kind: str, passage: str, content: str) -> str:
    """SHA-256 of what a case is about, hexadecimal; how it stands is not part of it."""
    return sha256(f"{kind}\n{len(passage)}\n{passage}\n{content}")


def case_content(case: DrawnCase) -> str:
    """What a case holds beside its place, kind and passage, as JSON."""
    judgements = [each.model_dump(mode="json") for each in case.judgements]
    return json.dumps({"judgements": judgements, "disputed": case.disputed})


def code_rows(
    number: int, judgements: Iterable[Judgement], disputed: Iterable[str], raters: tuple[str, str]
) -> Iterator[tuple[int, str, int, int]]:
    """The rows of ``case_codes`` of one case: its number, the code, whether it is in dispute, and who gave it.

    Who gave it is 1 for the first of the review's raters, 2 for the second, 3 for both, 0 for none.
    """
    given = {judgement.rater: judgement.codes for judgement in judgements}
    in_dispute = tuple(disputed)
    for code in dict.fromkeys((*given[raters[0]], *given[raters[1]], *in_dispute)):
        by = sum(bit for bit, rater in zip((1, 2), raters, strict=True) if code in given[rater])
        yield number, code, int(code in in_dispute), by
