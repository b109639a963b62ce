"""In what unit a program counted positions, told by the quotations that stand with them.

The standard counts Unicode code points and says nothing of line ends and byte order marks. Programs differ, so
every way of counting is tried, and the one under which most quotations stand where they are said to is taken.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from runs.transcripts.decoding import canonical

Measure: TypeAlias = Literal["code points", "UTF-16 code units", "bytes of UTF-8"]
_WIDE: dict[Measure, str] = {
    "code points": r"(?!)",
    "UTF-16 code units": r"[\U00010000-\U0010ffff]",
    "bytes of UTF-8": r"[^\x00-\x7f]",
}
_ENCODING: dict[Measure, str] = {"UTF-16 code units": "utf-16-le", "bytes of UTF-8": "utf-8"}


class Reckoning(NamedTuple):
    """One way of counting positions."""

    measure: Measure = "code points"
    counts_cr: bool = True
    """Whether CRLF counts as two."""
    counts_bom: bool = False

    def told(self, *, crlf: bool) -> str:
        """In words; how CRLF counts is told where there is any."""
        cr = (", CRLF counted as two" if self.counts_cr else ", CRLF counted as one") if crlf else ""
        return f"{self.measure}{cr}{', the BOM counted' if self.counts_bom else ''}"


class SourceText:
    """A text as its file has it, without BOM, and the canonical text of it."""

    def __init__(self, raw: str, *, has_bom: bool = False) -> None:
        self.raw = raw
        self.has_bom = has_bom
        self.text = canonical(raw)

    @cached_property
    def pairs(self) -> list[int]:
        """Where CRLF ends in the raw text."""
        return [match.end() for match in re.finditer("\r\n", self.raw)]


class Positions:
    """Turns positions of a text, counted in one way, into spans of its canonical text."""

    def __init__(self, source: SourceText, reckoning: Reckoning) -> None:
        self._pairs = source.pairs if reckoning.counts_cr else []
        counted = source.raw if reckoning.counts_cr else source.text
        self._length = len(counted)
        self._bom = {"bytes of UTF-8": 3}.get(reckoning.measure, 1) if reckoning.counts_bom and source.has_bom else 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._at: list[int] = []
        self._count_wide(counted, reckoning.measure)

    def _count_wide(self, counted: str, measure: Measure) -> None:
        extra = 0
        for match in re.finditer(_WIDE[measure], counted):
            width = _width(match.group(), measure)
            self._at.append(match.start())
            self._starts.append(match.start() + extra)
            self._ends.append(match.start() + extra + width)
            extra += width - 1

    def index(self, position: int) -> int | None:
        """The index in the canonical text; None where the text is shorter."""
        place = position - self._bom
        passed = bisect_right(self._ends, place)
        if passed < len(self._starts) and self._starts[passed] < place:
            place = self._at[passed]
        elif passed:
            place -= self._ends[passed - 1] - self._at[passed - 1] - 1
        if not 0 <= place <= self._length:
            return None
        return place - bisect_right(self._pairs, place)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span in the canonical text; None where there is none such."""
        first, last = self.index(start), self.index(end)
        return None if first is None or last is None or first > last else (first, last)


def _width(character: str, measure: Measure) -> int:
    return len(character.encode(_ENCODING[measure], "surrogatepass")) // (2 if measure == "UTF-16 code units" else 1)


class Counting:
    """Counts positions of a canonical text as a file of it has them, in code points or in UTF-16 code units."""

    def __init__(self, text: str, *, utf16: bool, counts_cr: bool) -> None:
        wide = _WIDE["UTF-16 code units" if utf16 else "code points"]
        self._wide = [match.start() for match in re.finditer(wide, text)]
        self._breaks = [match.start() for match in re.finditer("\n", text)] if counts_cr else []

    def position(self, index: int) -> int:
        """The position of an index."""
        return index + bisect_left(self._wide, index) + bisect_left(self._breaks, index)


class Mark(NamedTuple):
    """A selection as a file has it: positions in a text, and the name that it goes by, often its words."""

    source: int
    start: int
    end: int
    name: str
    may_be_cut: bool = True
    """Whether the name may be only the beginning of the words."""


class Detected(NamedTuple):
    """The way of counting that was found, and how sure that is."""

    reckoning: Reckoning
    matching: int
    """Names that are the words which stand there."""
    named: int
    rivals: tuple[Reckoning, ...] = ()
    """Ways that fit as well and give other spans."""

    @property
    def names_are_quotations(self) -> bool:
        """Whether at least half of the names are the words that stand at the place."""
        return self.named > 0 and 2 * self.matching >= self.named


class _Score(NamedTuple):
    matching: int
    at_words: int


def detect(sources: Sequence[SourceText], marks: Sequence[Mark], said: Collection[Reckoning] = ()) -> Detected:
    """The way in which the positions of a project were counted.

    It is the one under which most names are the words that stand there; of several the one that is said of the
    project, or else the one under which most selections end at words, or else that of the standard.
    """
    tried = {each: _spans(sources, marks, each) for each in _candidates(sources)}
    scores = {each: _score(sources, marks, spans) for each, spans in tried.items()}
    best = max(scores, key=lambda each: (scores[each].matching, each in said, scores[each].at_words))
    rivals = tuple(each for each in tried if scores[each] == scores[best] and tried[each] != tried[best])
    return Detected(best, scores[best].matching, sum(bool(plain(mark.name)) for mark in marks), rivals)


def _candidates(sources: Iterable[SourceText]) -> Iterator[Reckoning]:
    """Every way of counting that makes a difference for these texts, the one of the standard first."""
    texts = list(sources)
    wide: dict[Measure, bool] = {
        "code points": True,
        "UTF-16 code units": any(re.search(_WIDE["UTF-16 code units"], each.raw) for each in texts),
        "bytes of UTF-8": any(not each.raw.isascii() for each in texts),
    }
    crs = (True, False) if any(each.pairs for each in texts) else (True,)
    boms = (False, True) if any(each.has_bom for each in texts) else (False,)
    measures: list[Measure] = [each for each, matters in wide.items() if matters]
    for measure, counts_cr, counts_bom in product(measures, crs, boms):
        yield Reckoning(measure, counts_cr, counts_bom)


def _spans(
    sources: Sequence[SourceText], marks: Iterable[Mark], reckoning: Reckoning
) -> tuple[tuple[int, int] | None, ...]:
    positions = [Positions(source, reckoning) for source in sources]
    return tuple(positions[mark.source].span(mark.start, mark.end) for mark in marks)


def _score(sources: Sequence[SourceText], marks: Sequence[Mark], spans: Iterable[tuple[int, int] | None]) -> _Score:
    matching = at_edges = 0
    for mark, span in zip(marks, spans, strict=True):
        if span is None:
            continue
        text = sources[mark.source].text
        matching += is_named_so(mark.name, text[slice(*span)], cut=mark.may_be_cut)
        at_edges += at_words(text, *span)
    return _Score(matching, at_edges)


def at_words(text: str, start: int, end: int) -> bool:
    """Whether a span neither begins nor ends inside a word."""
    opens = start == 0 or not (text[start - 1 : start + 1].isalnum() and start < len(text))
    return opens and not (0 < end < len(text) and text[end - 1 : end + 1].isalnum())


def plain(name: str) -> str:
    """A selection's name without the mark that it was cut, and with single spaces."""
    return " ".join(name.split()).removesuffix("\u2026").removesuffix("...").rstrip()


def is_named_so(name: str, words: str, *, cut: bool = True) -> bool:
    """Whether a name is the words themselves, or their beginning where it was cut."""
    wanted = plain(name)
    if not wanted:
        return False
    standing = " ".join(words.split())
    return plain(standing) == wanted or (cut and may_be_cut(name) and standing.startswith(wanted))


def may_be_cut(name: str) -> bool:
    """Whether a name has the mark of one that was cut, or is as long as one that was cut without a mark."""
    wanted = plain(name)
    return len(wanted) >= _CUT_FROM or wanted != " ".join(name.split())


_CUT_FROM = 40
"""A name of so many characters may have been cut without a mark."""
