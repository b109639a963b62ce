"""Codings of one text of an interview laid on another text of it, which may differ here and there."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, CodingsTable
from runs.exchange.placing.word_alignment import Word, correspondence, words_in
from runs.quotations import normalised
from runs.records import Transcript

_ENOUGH = 0.8
"""The share of a passage's words that must stand in the other text for its place to be told."""


class Laid(NamedTuple):
    """A table whose rows name the other transcript and places in it."""

    table: CodingsTable
    words: int
    """How many words the first text has."""
    only_first: int
    """How many of them the other text does not have at their place."""
    only_second: int
    reworded: tuple[int, ...]
    """Numbers of the rows whose passages have other words in the other text; those were taken."""


def spoken_words(transcript: Transcript) -> list[Word]:
    """What is said in a transcript, word by word, without its labels."""
    return words_in(transcript.text, ((turn.start, turn.end) for turn in transcript.turns))


def lay_on(table: CodingsTable, first: Transcript, second: Transcript) -> Laid:
    """The rows of a table of passages in a text that each rater read as a whole, laid on another text.

    A passage lies where its first and its last word do, if four in five of its words are there; else it is left
    without a place, to be looked for by its words. Turns of the other text of which the first has no word were not
    seen, so that the rows name the stretches that were.

    Args:
        table: Passages with their places in the first text.
        first: The text that was coded.
        second: The text that the codings are to lie on.
    """
    over = _Over(first, second)
    rows = [_laid(row, over, second) for row in table.rows]
    pairs = zip(table.rows, rows, strict=True)
    reworded = tuple(row.number for row, laid in pairs if normalised(row.quotation) != normalised(laid.quotation))
    whole = table._replace(rows=[*rows, *_looked(rows, over.stretches)])
    return Laid(whole, len(over.words), over.met.only_first, over.met.only_second, reworded)


def _laid(row: CodingRow, over: "_Over", second: Transcript) -> CodingRow:
    place = over.place(row.start, row.end) if row.start is not None and row.end is not None else None
    stands = second.text[slice(*place)] if place else ""
    is_reworded = bool(stands and row.quotation) and normalised(stands) != normalised(row.quotation)
    start, end = over.stretch_around(place)
    return row._replace(
        document=second.document,
        quotation=stands if is_reworded else row.quotation,
        start=place[0] if place else None,
        end=place[1] if place else None,
        judged_start=start,
        judged_end=end,
    )


def _looked(rows: Sequence[CodingRow], stretches: Sequence[tuple[int, int]]) -> Iterator[CodingRow]:
    """A row without codes for each rater and stretch that has no other."""
    held = {(row.rater, row.judged_start, row.judged_end) for row in rows}
    for document, rater in dict.fromkeys((row.document, row.rater) for row in rows):
        for start, end in stretches:
            if (rater, start, end) not in held:
                yield CodingRow(0, document, rater, (), judged_start=start, judged_end=end)


class _Over:
    """The words of one text over those of the other."""

    def __init__(self, first: Transcript, second: Transcript) -> None:
        self.words, self._others = spoken_words(first), spoken_words(second)
        self.met = correspondence(self.words, self._others)
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]
        self._length = len(second.text)
        self.stretches = _to_the_edges(self._seen(second), second)

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a passage of the first text lies in the second."""
        within = range(bisect_right(self._ends, start), bisect_left(self._starts, end))
        met = [at for at in within if at in self.met.pairs]
        if not met or met[0] != within[0] or met[-1] != within[-1] or len(met) < _ENOUGH * len(within):
            return None
        from_, to = self.met.pairs[met[0]], self.met.pairs[met[-1]]
        if (to - from_ + 1) * _ENOUGH > len(within):
            return None
        first, last = self._others[from_], self._others[to]
        cut_before, cut_after = start - self._starts[met[0]], self._ends[met[-1]] - end
        return min(first.start + max(cut_before, 0), first.end), max(last.end - max(cut_after, 0), last.start)

    def stretch_around(self, place: tuple[int, int] | None) -> tuple[int, int]:
        """The stretch that was seen and that a place lies in; the first one where there is no place."""
        around = (each for each in self.stretches if place and each[0] <= place[0] < each[1])
        return next(around, self.stretches[0] if self.stretches else (0, self._length))

    def _seen(self, second: Transcript) -> list[tuple[int, int]]:
        """Stretches of neighbouring turns of which the first text has a word."""
        met = sorted(self._others[at].start for at in self.met.pairs.values())
        stretches: list[tuple[int, int]] = []
        goes_on = False
        for turn in second.turns:
            seen = bisect_left(met, turn.start) < bisect_left(met, turn.end)
            if seen and goes_on:
                stretches[-1] = (stretches[-1][0], turn.end)
            elif seen:
                stretches.append((turn.start, turn.end))
            goes_on = seen
        return stretches


def _to_the_edges(stretches: list[tuple[int, int]], transcript: Transcript) -> list[tuple[int, int]]:
    """The stretches, with what stands before the first turn and after the last one."""
    if stretches and stretches[0][0] == transcript.turns[0].start:
        stretches[0] = (0, stretches[0][1])
    if stretches and stretches[-1][1] == transcript.turns[-1].end:
        stretches[-1] = (stretches[-1][0], len(transcript.text))
    return stretches
