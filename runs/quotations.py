"""Where a quotation stands in a text.

A quotation is taken as given, or up to what typing changes: runs of white space, the shape of quotation
marks, dashes and ellipses, invisible characters, and composed or decomposed accents. Nothing is guessed.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from runs.records import Grounding

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
_QUOTES = '"`\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u2039\u203a'
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ODD = re.compile(
    rf"(?P<space> [\s{_INVISIBLE}]+|[^\S ][\s{_INVISIBLE}]*|[{_INVISIBLE}][\s{_INVISIBLE}]*)"
    rf"|(?P<quote>'['{_QUOTES}{_INVISIBLE}]+|[{_QUOTES}]['{_QUOTES}{_INVISIBLE}]*)"
    rf"|(?P<dash>-[-{_DASHES}{_INVISIBLE}]+|[{_DASHES}][-{_DASHES}{_INVISIBLE}]*)"
    rf"|(?P<ellipsis>(?:\.\.\.|\u2026)[.\u2026{_INVISIBLE}]*)"
)
_HANGUL_VOWELS_AND_FINALS = range(0x1160, 0x1200)


class Match(NamedTuple):
    """A place where a quotation stands, and how literally."""

    start: int
    end: int
    grounding: Grounding


def find_quotation(text: str, quotation: str, start: int = 0, end: int | None = None) -> tuple[Match, ...]:
    """All places of a quotation in ``text[start:end]``: the exact ones, or else the normalised ones.

    Spans count from the beginning of ``text``. For an exact match the slice is the quotation itself; for
    a normalised one it is the text's own characters, and ``normalised`` of both is the same.
    """
    stop = len(text) if end is None else end
    exact = tuple(Match(at, at + len(quotation), Grounding.EXACT) for at in _occurrences(text, quotation, start, stop))
    return exact or tuple(_normalised_matches(text[start:stop], quotation, start))


def normalised(text: str) -> str:
    """The text with its accents composed and its white space, quotes, dashes and ellipses made uniform."""
    return _fold(text).text.strip(" ")


def _occurrences(text: str, part: str, start: int, end: int) -> Iterator[int]:
    if not part:
        return
    at = text.find(part, start, end)
    while at >= 0:
        yield at
        at = text.find(part, at + 1, end)


def _normalised_matches(text: str, quotation: str, offset: int) -> Iterator[Match]:
    wanted = normalised(quotation)
    if not wanted:
        return
    folded = _fold_cached(text)
    for at in _occurrences(folded.text, wanted, 0, len(folded.text)):
        start, end = folded.original_span(at, at + len(wanted))
        if normalised(text[start:end]) == wanted:
            yield Match(offset + start, offset + end, Grounding.NORMALISED)


class _Edit(NamedTuple):
    """A stretch ``[start, end)`` of the original that became ``[at, stop)`` of the rewritten text."""

    at: int
    stop: int
    start: int
    end: int


class _Rewritten(NamedTuple):
    text: str
    edits: tuple[_Edit, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self._original(start)[0], self._original(end - 1)[1]

    def _original(self, index: int) -> tuple[int, int]:
        """Span in the original of one character of the rewritten text."""
        before = bisect_right(self.edits, index, key=attrgetter("at"))
        if not before:
            return index, index + 1
        edit = self.edits[before - 1]
        if index < edit.stop:
            return edit.start, edit.end
        place = edit.end + index - edit.stop
        return place, place + 1


class _Folded(NamedTuple):
    """A normalised text that knows where each of its characters comes from."""

    text: str
    composed: _Rewritten
    made_uniform: _Rewritten

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self.composed.original_span(*self.made_uniform.original_span(start, end))


def _fold(text: str) -> _Folded:
    composed = _rewrite(text, _compositions(text))
    made_uniform = _rewrite(composed.text, _uniform_characters(composed.text))
    return _Folded(made_uniform.text, composed, made_uniform)


_fold_cached = lru_cache(maxsize=4)(_fold)


def _rewrite(text: str, replacements: Iterator[tuple[int, int, str]]) -> _Rewritten:
    pieces: list[str] = []
    edits: list[_Edit] = []
    done = length = 0
    for start, end, new in replacements:
        at = length + start - done
        edits.append(_Edit(at, at + len(new), start, end))
        pieces += (text[done:start], new)
        done, length = end, at + len(new)
    pieces.append(text[done:])
    return _Rewritten("".join(pieces), tuple(edits))


def _uniform_characters(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _ODD.finditer(text):
        yield match.start(), match.end(), _uniform(match)


def _uniform(match: re.Match[str]) -> str:
    if match.lastgroup == "space":
        return "" if all(character in _INVISIBLE for character in match.group()) else " "
    return {"quote": "'", "dash": "-", "ellipsis": "\u2026"}[match.lastgroup or ""]


def _compositions(text: str) -> Iterator[tuple[int, int, str]]:
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _joins_the_one_before(text[end]):
            continue
        composed = unicodedata.normalize("NFC", text[start:end])
        if composed != text[start:end]:
            yield start, end, composed
        start = end


def _joins_the_one_before(character: str) -> bool:
    if character.isascii():
        return False
    return unicodedata.category(character)[0] == "M" or ord(character) in _HANGUL_VOWELS_AND_FINALS
