"""The lines of a text with their spans."""

import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple, overload

_LINE_END = re.compile("\n")


class Line(NamedTuple):
    """One line of a text; its span leaves out the line end."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands on it."""
        return not self.text.strip()


class Lines(Sequence[Line]):
    """The lines of a text. Each is made when it is asked for: a transcript may have a million."""

    def __init__(self, text: str) -> None:
        ends = (found.end() for found in _LINE_END.finditer(text))
        self._text = text
        self._starts = array("q", chain((0,), ends, (len(text) + 1,)))

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, slice):
            return [self._line(number) for number in range(len(self))[at]]
        return self._line(at if at >= 0 else at + len(self))

    def __iter__(self) -> Iterator[Line]:
        for start, following in pairwise(self._starts):
            yield Line(start, following - 1, self._text[start : following - 1])

    def _line(self, number: int) -> Line:
        start, end = self._starts[number], self._starts[number + 1] - 1
        return Line(start, end, self._text[start:end])
