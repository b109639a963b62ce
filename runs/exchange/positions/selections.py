"""Selections of texts as a project of another program has them, and where they stand in the canonical text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.exchange.positions.offsets import Detected, Mark, Positions, SourceText, is_named_so, may_be_cut, plain
from runs.quotations import Match, find_quotation


class GivenCode(NamedTuple):
    """One coding: ids of the code and of the user; the latter empty where nobody is named."""

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
    may_be_cut: bool = True
    """Whether the name may be only the beginning of the words."""

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


def mark_of(selection: Selection) -> Mark:
    """The selection for the detection of how positions were counted."""
    return Mark(selection.source, selection.start or 0, selection.end or 0, selection.name, selection.may_be_cut)


def rows_of(marked: Sequence[Selection], texts: Sequence[SourceText], detected: Detected) -> Iterator[Given]:
    """Every coding with its span in the canonical text and the words to check it by."""
    positions = [Positions(each, detected.reckoning) for each in texts]
    number = 0
    for each in marked:
        if each.codings:
            text = texts[each.source].text
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
    if span and is_named_so(selection.name, words, cut=selection.may_be_cut):
        return words.strip(), *span
    name = plain(selection.name)
    named: tuple[Match, ...] = ()
    if name and (detected.names_are_quotations or not span):
        named = find_quotation(text, name)
    if not named:
        return ("" if span else name), start, end
    first, *others = named
    if others or not (selection.may_be_cut and may_be_cut(selection.name)):
        return name, start, end
    if start is None or end is None:
        return f"{name}\u2026", None, None
    return text[first.start : first.start + end - start].strip(), start, end
