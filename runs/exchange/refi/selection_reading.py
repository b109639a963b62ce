"""The selections of a text in a REFI-QDA project, and the codings on them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from runs.exchange.positions.selections import GivenCode, Selection
from runs.exchange.refi.sources import Source
from runs.exchange.xml_elements import children, guid_in, number_in, text_in


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
