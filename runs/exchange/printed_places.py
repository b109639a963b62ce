"""Where the passages of a printed interview stand in a transcript of it whose text may differ here and there."""

from collections.abc import Sequence
from typing import NamedTuple

from runs.exchange.word_alignment import Word, correspondence, words_in
from runs.quotations import normalised
from runs.records import Transcript

_ENOUGH = 0.8
"""The share of a passage's words that must stand in the transcript for its place to be told."""


class PrintedPlace(NamedTuple):
    """Where a passage stands; None where too few of its words are in the transcript, or its first or last is not."""

    start: int | None
    end: int | None
    quotation: str = ""
    """The transcript's words, where they differ from the printed ones; else empty."""


class PrintedPlaces:
    """The paragraphs of a print laid on the turns of a transcript, word by word."""

    def __init__(self, paragraphs: Sequence[str], transcript: Transcript) -> None:
        self._text = transcript.text
        self._paragraphs = paragraphs
        self._words = [words_in(text, [(0, len(text))]) for text in paragraphs]
        self._spoken = words_in(transcript.text, ((turn.start, turn.end) for turn in transcript.turns))
        self._met = correspondence([word for words in self._words for word in words], self._spoken)
        self._first: list[int] = []
        count = 0
        for words in self._words:
            self._first.append(count)
            count += len(words)
        self.document = transcript.document
        self.words = count
        self.only_printed = self._met.only_first
        """How many printed words the transcript does not have at that place."""
        self.only_spoken = self._met.only_second
        """How many of the transcript's words are not printed."""
        self.differing: set[tuple[int, int, int]] = set()
        """Passages that were found with other words in them: paragraph, from 0, start and end in its text."""
        self.stretches = self._seen(transcript)

    def find(self, paragraph: int, start: int, end: int) -> PrintedPlace:
        """The place of a passage, by its span in the text of its paragraph."""
        words = enumerate(self._words[paragraph])
        printed = [(at, word) for at, word in words if word.start < end and word.end > start]
        met = [(word, spoken) for at, word in printed if (spoken := self._spoken_for(paragraph, at)) is not None]
        ends_met = bool(met) and met[0][0] == printed[0][1] and met[-1][0] == printed[-1][1]
        if not ends_met or len(met) < _ENOUGH * len(printed):
            return PrintedPlace(None, None)
        place = _from(met[0], start), _to(met[-1], end)
        standing = self._text[slice(*place)]
        if normalised(standing) == normalised(self._paragraphs[paragraph][start:end]):
            return PrintedPlace(*place)
        if len(standing.split()) * _ENOUGH > len(printed):
            return PrintedPlace(None, None)
        self.differing.add((paragraph, start, end))
        return PrintedPlace(*place, standing)

    def _spoken_for(self, paragraph: int, word: int) -> Word | None:
        at = self._met.pairs.get(self._first[paragraph] + word)
        return None if at is None else self._spoken[at]

    def stretch_around(self, place: int | None) -> tuple[int, int]:
        """The stretch of the transcript, as printed, that a place lies in; the first one where there is no place."""
        around = (each for each in self.stretches if place is not None and each[0] <= place < each[1])
        return next(around, self.stretches[0] if self.stretches else (0, len(self._text)))

    def _seen(self, transcript: Transcript) -> list[tuple[int, int]]:
        """Stretches of neighbouring turns of which a word is printed; all of the text where that is every turn."""
        printed = [self._spoken[at].start for at in sorted(self._met.pairs.values())]
        stretches: list[tuple[int, int]] = []
        goes_on = False
        at = 0
        for turn in transcript.turns:
            while at < len(printed) and printed[at] < turn.start:
                at += 1
            seen = at < len(printed) and printed[at] < turn.end
            if seen and goes_on:
                stretches[-1] = (stretches[-1][0], turn.end)
            elif seen:
                stretches.append((turn.start, turn.end))
            goes_on = seen
        return _to_the_edges(stretches, transcript)


def _to_the_edges(stretches: list[tuple[int, int]], transcript: Transcript) -> list[tuple[int, int]]:
    """The stretches, with what stands before the first turn and after the last one."""
    if stretches and stretches[0][0] == transcript.turns[0].start:
        stretches[0] = (0, stretches[0][1])
    if stretches and stretches[-1][1] == transcript.turns[-1].end:
        stretches[-1] = (stretches[-1][0], len(transcript.text))
    return stretches


def _from(met: tuple[Word, Word], start: int) -> int:
    printed, spoken = met
    return min(spoken.start + max(start - printed.start, 0), spoken.end)


def _to(met: tuple[Word, Word], end: int) -> int:
    printed, spoken = met
    return max(spoken.end - max(printed.end - end, 0), spoken.start)
