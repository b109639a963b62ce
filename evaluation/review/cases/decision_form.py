"""A decision as a form sends it."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime

from codebook import InputError
from evaluation.review.cases.case_text import LETTERS
from evaluation.review.cases.deciding import outcome
from evaluation.review.cases.passages import Passage, counted, passages_of
from runs.reviews.records import Case, Choice, Decision, Reason

LONGEST_NOTE = 4000
MOST_SECONDS = 600.0
"""Who is away from the page for longer is not counted as thinking."""


def decision_of(
    case: Case, form: Mapping[str, str], *, codes: frozenset[str], revealed: bool, now: datetime
) -> Decision:
    """The decision that a form asks for.

    Args:
        case: The case.
        form: ``choice``; of a composed one ``code-0``, ``boundary-0`` and so on and ``other``; ``reason-0`` and so
            on; ``note``; ``opened``, the time when the case was shown.
        codes: The codes that can be given.
        revealed: Whether the reviewer knew who A and B are.
        now: The time, in UTC.

    Raises:
        InputError: It cannot be made out, or names a code that there is not.
    """
    choice = _choice(form)
    named = _named(case, form, codes) if choice is Choice.COMPOSED else {}
    boundaries = {code: found for code, said in named.items() if (found := _boundary(case, code, said))}
    a, b = case.judgements
    return Decision(
        choice=choice,
        assignments=outcome(case, choice, codes=tuple(named), boundaries=boundaries),
        reasons=_reasons(form),
        note=_note(form),
        shown=(a.rater, b.rater),
        revealed=revealed,
        seconds=_seconds(form.get("opened", ""), now),
    )


def request_of(form: Mapping[str, str], decision: Decision) -> str:
    """What names the wish for this decision: the page it was made on, and what it is.

    The same decision sent twice is one; another decision from the same page is another wish.
    """
    said = decision.model_dump_json(exclude={"seconds", "revealed"})
    return f"{form.get('request', '')} {hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _choice(form: Mapping[str, str]) -> Choice:
    try:
        return Choice(form.get("choice", ""))
    except ValueError:
        raise InputError("No decision was sent.", do="Choose A, B, both, neither, or the codes that apply.") from None


def _named(case: Case, form: Mapping[str, str], codes: frozenset[str]) -> dict[str, str]:
    """The codes that are ticked or were found in the codebook, each with what is said of its boundary."""
    places = sorted(int(found.group(1)) for name in form if (found := re.fullmatch(r"code-(\d{1,4})", name)))
    ticked = {form[f"code-{place}"]: form.get(f"boundary-{place}", "") for place in places if f"code-{place}" in form}
    other = form.get("other", "").strip()
    if other:
        ticked.setdefault(other, form.get("boundary-other", ""))
    unknown = [code for code in ticked if code not in codes | {*case.codes, *case.disputed}]
    if unknown:
        raise InputError(f"The codebook has no code {unknown[0]!r}.", do="Choose one of its codes.")
    return ticked


def _boundary(case: Case, code: str, said: str) -> tuple[Passage, ...]:
    """Where a code is to be; nothing where it stays where the raters gave it."""
    if said in LETTERS:
        given = case.judgements[LETTERS.index(said)].assignments
        everywhere = (counted(each, case.start, case.end) for each in given)
        own = passages_of(given, code, case.start, case.end)
        return own or tuple(sorted({each for each in everywhere if each}))
    if said == "whole":
        return (Passage(case.start, case.end),)
    found = re.fullmatch(r"(\d{1,10})-(\d{1,10})", said)
    if said and not found:
        raise InputError("This boundary cannot be made out.", do="Select the passage again.")
    return (Passage(int(found.group(1)), int(found.group(2))),) if found else ()


def _reasons(form: Mapping[str, str]) -> tuple[Reason, ...]:
    given = {form.get(f"reason-{place}") for place in range(len(Reason))}
    return tuple(reason for reason in Reason if reason in given)


def _note(form: Mapping[str, str]) -> str:
    note = form.get("note", "").replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise InputError(f"The note has more than {LONGEST_NOTE} characters.", do="Shorten it.")
    return note


def _seconds(opened: str, now: datetime) -> float | None:
    """How long the case was on the screen; None where that cannot be told."""
    try:
        took = (now - datetime.fromisoformat(opened)).total_seconds()
    except (ValueError, TypeError):
        return None
    return round(min(took, MOST_SECONDS), 1) if took >= 0 else None
