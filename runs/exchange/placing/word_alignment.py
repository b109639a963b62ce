"""Which words of one text are which words of another, where the two tell the same but for small differences."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from runs.quotations import normalised

_SHINGLE = 4


class Word(NamedTuple):
    """A word and where it stands in its text."""

    text: str
    start: int
    end: int


class Correspondence(NamedTuple):
    """Words of a first text and the words of a second that they are."""

    pairs: dict[int, int]
    """Positions among the words of the first text, and of those in the second."""
    only_first: int
    """How many words of the first text are not in the second, where they should be."""
    only_second: int


def words_in(text: str, spans: Iterable[tuple[int, int]]) -> list[Word]:
    """The words of some stretches of a text; quotation marks, dashes and the like are made uniform."""
    return [word for start, end in spans for word in _words(text, start, end)]


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    at = start
    for written in text[start:end].split():
        at = text.index(written, at, end)
        yield Word(_uniform(written), at, at + len(written))
        at += len(written)


@lru_cache(maxsize=100_000)
def _uniform(word: str) -> str:
    return normalised(word)


def share_of(first: Sequence[Word], second: Sequence[Word]) -> float:
    """The share of the first text's runs of four words that the second has; 0.0 where it has no such run."""
    wanted, there = _shingles(first), _shingles(second)
    return len(wanted & there) / len(wanted) if wanted else 0.0


def _shingles(words: Sequence[Word]) -> set[tuple[str, ...]]:
    texts = [word.text for word in words]
    return {tuple(texts[at : at + _SHINGLE]) for at in range(len(texts) - _SHINGLE + 1)}


def correspondence(first: Sequence[Word], second: Sequence[Word]) -> Correspondence:
    """Each word of the first text with the word of the second that it is, in the order of both."""
    ours, theirs = [word.text for word in first], [word.text for word in second]
    ahead = _equal_ahead(ours, theirs)
    behind = _equal_ahead(ours[ahead:][::-1], theirs[ahead:][::-1])
    here, there = len(ours) - behind, len(theirs) - behind
    matcher = SequenceMatcher(None, ours[ahead:here], theirs[ahead:there], autojunk=False)
    pairs = {step: step for step in range(ahead)}
    for block in matcher.get_matching_blocks():
        pairs.update((ahead + block.a + step, ahead + block.b + step) for step in range(block.size))
    pairs.update((here + step, there + step) for step in range(behind))
    return Correspondence(pairs, len(first) - len(pairs), len(second) - len(pairs))


def _equal_ahead(first: Sequence[str], second: Sequence[str]) -> int:
    """How many words are the same from the beginning on."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))
