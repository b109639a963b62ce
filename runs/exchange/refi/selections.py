"""The selections of a text in a REFI-QDA project, and the codings on them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from runs.exchange.refi.elements import children, guid_in, number_in, text_in
from runs.exchange.refi.offsets import Detected, Mark, Positions, is_named_so, plain
from runs.exchange.refi.sources import Source
from runs.quotations import find_quotation


class GivenCode(NamedTuple):
    """One coding: GUIDs of the code and of the user; the latter empty where nobody is named."""

    code: str
    user: str


class Selection(NamedTuple):
    """A stretch of a source that something is said about."""

    source: int
    start: int | None
    """As the file counts; None where it is the whole text, or where the file gives no whole number."""
    end: int | None
    name: str
    rationale: str
    codings: tuple[GivenCode, ...]
    is_whole: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether the file says where it is."""
        return self.start is not None and self.end is not None


class Given(NamedTuple):
    """One coding on a text, as far as it could be placed."""

    number: int
    source: int
    code: str
    user: str
    quotation: str
    """Words to find or check it by; empty where there are none, and it is taken at its word."""
    start: int | None
    end: int | None
    rationale: str


def selections(number: int, source: Source) -> Iterator[Selection]:
    """Every selection of a source; its codings of the whole text are one more."""
    owner = guid_in(source.element, "creatingUser")
    points = {guid_in(each, "guid"): number_in(each, "position") for each in children(source.element, "SyncPoint")}
    for each in children(source.element, "PlainTextSelection", "TranscriptSelection"):
        start, end = number_in(each, "startPosition"), number_in(each, "endPosition")
        if "startPosition" not in each.attrib:
            start, end = (points.get(guid_in(each, point)) for point in ("fromSyncPoint", "toSyncPoint"))
        user = guid_in(each, "creatingUser") or owner
        rationale = text_in(each, "Description")
        yield Selection(number, start, end, each.get("name", ""), rationale, _given(each, user))
    whole = _given(source.element, owner)
    if whole:
        yield Selection(number, None, None, "", "", whole, is_whole=True)


def _given(element: Element, owner: str) -> tuple[GivenCode, ...]:
    return tuple(
        GivenCode(guid_in(reference, "targetGUID"), guid_in(coding, "creatingUser") or owner)
        for coding in children(element, "Coding")
        for reference in children(coding, "CodeRef")
    )


def mark_of(selection: Selection) -> Mark:
    """The selection for the detection of how positions were counted."""
    return Mark(selection.source, selection.start or 0, selection.end or 0, selection.name)


def rows_of(marked: Sequence[Selection], texts: Sequence[Source], detected: Detected) -> Iterator[Given]:
    """Every coding with its span in the canonical text and the words to check it by."""
    positions = [Positions(each.content, detected.reckoning) for each in texts]
    number = 0
    for each in marked:
        if each.codings:
            text = texts[each.source].content.text
            place = _place(each, text, positions[each.source], detected)
            for coding in each.codings:
                number += 1
                yield Given(number, each.source, coding.code, coding.user, *place, each.rationale)


def _place(
    selection: Selection, text: str, positions: Positions, detected: Detected
) -> tuple[str, int | None, int | None]:
    """Words, start and end of a selection."""
    if selection.is_whole:
        return "", 0, len(text)
    span = None
    if selection.start is not None and selection.end is not None:
        span = positions.span(selection.start, selection.end)
    start, end = span or (None, None)
    words = text[slice(*span)] if span else ""
    if span and is_named_so(selection.name, words):
        return words.strip(), *span
    name = plain(selection.name)
    named = find_quotation(text, name) if name and (detected.names_are_quotations or not span) else ()
    if not named:
        return ("" if span else name), start, end
    if len(named) == 1 and name != " ".join(selection.name.split()) and start is not None and end is not None:
        return text[named[0].start : named[0].start + end - start].strip(), start, end
    return name, start, end
