"""Codings as annotations of the W3C Web Annotation Data Model (Recommendation of 23 February 2017).

One annotation for each code that a rater gave a passage of the text. Its target is the passage twice: by positions,
which this model counts in code points as the study does, and by its words with some before and after.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from codebook import Codebook
from runs.exchange.refi.guids import code_guid, guid
from runs.exchange.refi.users import user_name
from runs.records import Assignment, Coding, Rater, RaterKind, Transcript

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
"""Characters of the text before and after a passage that are told with it."""
_KINDS = {RaterKind.PERSON: "Person", RaterKind.MODEL: "Software", RaterKind.CONSENSUS: "Organization"}


def iri(identifier: str) -> str:
    """The name of a thing with this GUID on the web."""
    return f"urn:uuid:{identifier}"


class Annotating(NamedTuple):
    """What annotations are made with."""

    raters: dict[str, Rater]
    book: Codebook | None

    def of(self, transcript: Transcript, codings: Iterable[Coding]) -> Iterator[dict[str, Any]]:
        """The annotations of one transcript: passages in the order of the text, each with what the model demands."""
        source = guid("source", transcript.document, transcript.text_sha256)
        given = [(coding, each) for coding in codings for each in coding.assignments if each.start is not None]
        given.sort(key=lambda found: (found[1].start, found[1].end))
        before: Counter[tuple[Any, ...]] = Counter()
        for coding, each in given:
            rater = self.raters[coding.rater]
            made_of = (source, user_name(rater), coding.start, coding.end, each.start, each.end, each.code)
            before[made_of] += 1
            yield {
                "id": iri(guid("annotation", *made_of, before[made_of])),
                "type": "Annotation",
                "motivation": "classifying",
                "creator": _creator(rater),
                "body": self._body(each),
                "target": _target(transcript, source, each),
            }

    def _body(self, each: Assignment) -> list[dict[str, Any]]:
        """The code as what it is and as a tag, which simple programs show, and why it was given."""
        name = self.book.spelled(each.code) if self.book else each.code
        body: list[dict[str, Any]] = [
            {"type": "SpecificResource", "purpose": "classifying", "source": iri(code_guid(name))},
            {"type": "TextualBody", "purpose": "tagging", "value": name, "format": "text/plain"},
        ]
        if each.rationale:
            why = {"type": "TextualBody", "purpose": "describing", "value": each.rationale, "format": "text/plain"}
            body.append(why)
        return body


def _creator(rater: Rater) -> dict[str, str]:
    return {"id": iri(guid("user", user_name(rater))), "type": _KINDS[rater.kind], "name": rater.name}


def _target(transcript: Transcript, source: str, each: Assignment) -> dict[str, Any]:
    text, start, end = transcript.text, each.start or 0, each.end or 0
    return {
        "type": "SpecificResource",
        "source": {
            "id": iri(source),
            "type": "Text",
            "format": "text/plain",
            "label": transcript.document,
        },
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(start - _AROUND, 0) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }
