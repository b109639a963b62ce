"""A million rows of a table of codings in little memory."""

from array import array
from collections.abc import Hashable, Iterator, Sequence
from typing import cast, overload

from runs.exchange.codings_table import CodingRow

_WIDTH = 11
_NOTHING = -1
_HIGHEST = 2**31 - 1


class CompactRows(Sequence[CodingRow]):
    """Rows that are made anew each time they are asked for; they take a quarter of what rows as they are would.

    Names and lists of codes are kept once; quotations and rationales as UTF-8 in one piece.
    """

    def __init__(self) -> None:
        self._numbers = array("i")
        self._known: dict[Hashable, int] = {}
        self._names: list[Hashable] = []
        self._words = bytearray()
        self._ends = array("q", [0])

    def append(self, row: CodingRow) -> None:
        """Add a row."""
        number, document, rater, codes, quotation, start, end, turn, rationale, *others = row
        names = (self._number(document), self._number(rater), self._number(codes))
        held = [_NOTHING if each is None else min(each, _HIGHEST) for each in (start, end, turn, *others)]
        self._numbers.extend((number, *names, *held))
        self._words += quotation.encode("utf-8", "surrogatepass")
        between = len(self._words)
        self._words += rationale.encode("utf-8", "surrogatepass")
        self._ends.extend((between, len(self._words)))

    def without(self, numbers: frozenset[int]) -> "CompactRows":
        """The rows but for those of these numbers."""
        kept = CompactRows()
        for row in self:
            if row.number not in numbers:
                kept.append(row)
        return kept

    def documents(self) -> Iterator[str]:
        """The document of each row, without making the rows."""
        return (cast(str, self._names[number]) for number in self._numbers[1::_WIDTH])

    def __len__(self) -> int:
        return len(self._numbers) // _WIDTH

    @overload
    def __getitem__(self, index: int) -> CodingRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[CodingRow]: ...
    def __getitem__(self, index: int | slice) -> CodingRow | Sequence[CodingRow]:
        """A row, or some."""
        if isinstance(index, slice):
            return [self._row(at) for at in range(*index.indices(len(self)))]
        return self._row(range(len(self))[index])

    def _row(self, at: int) -> CodingRow:
        number, document, rater, codes, *rest = self._numbers[at * _WIDTH : (at + 1) * _WIDTH]
        start, end, turn, *judged_and_hints = [None if each < 0 else each for each in rest]
        before, between, after = self._ends[2 * at : 2 * at + 3]
        quotation = self._words[before:between].decode("utf-8", "surrogatepass")
        rationale = self._words[between:after].decode("utf-8", "surrogatepass") if after > between else ""
        names = cast(
            "tuple[str, str, tuple[str, ...]]", (self._names[document], self._names[rater], self._names[codes])
        )
        return CodingRow(number, *names, quotation, start, end, turn, rationale, *judged_and_hints)

    def _number(self, name: Hashable) -> int:
        number = self._known.get(name)
        if number is None:
            number = self._known[name] = len(self._names)
            self._names.append(name)
        return number
