"""Columns found by their headers, in the words and languages that people use."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from codebook.tables import Row

_ROWS_BEFORE_THE_HEADER = 10
_LONGEST_REMEMBERED = 100
"""So many characters have headers at most, and cells of talk mostly more."""
_PLURAL_ENDING = re.compile(r"\((\w{1,2})\)")
_REMARK = re.compile(r"\([^)]*\)")
_NOT_WORDS = re.compile(r"[\W_]+")


class Columns(NamedTuple):
    """Which columns of a table hold what."""

    places: Mapping[str, tuple[int, ...]]
    """Indices of the columns of each field."""
    header: Row
    unread: tuple[str, ...]
    """Headers of the columns that are no field's."""

    def __contains__(self, field: object) -> bool:
        return field in self.places

    def cells(self, row: Row, field: str) -> tuple[str, ...]:
        """What a row holds in the columns of a field, blank cells left out."""
        found = (row.cells[place] for place in self.places.get(field, ()) if place < len(row.cells))
        return tuple(cell for cell in found if cell)

    def cell(self, row: Row, field: str) -> str:
        """What a row holds in the first column of a field; empty where there is none."""
        for place in self.places.get(field, ())[:1]:
            if place < len(row.cells):
                return row.cells[place]
        return ""

    def overflows(self, row: Row) -> bool:
        """Whether a row has more cells than there are headers, as when a delimiter is not quoted."""
        return any(row.cells[len(self.header.cells) :])


def header_key(header: str) -> str:
    """What headers are compared by: case, accents, punctuation and remarks in brackets make no difference."""
    return _remembered(header) if len(header) <= _LONGEST_REMEMBERED else _key(header)


def _key(header: str) -> str:
    bare = _REMARK.sub(" ", _PLURAL_ENDING.sub(r"\1", header))
    decomposed = unicodedata.normalize("NFKD", bare.casefold())
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(_NOT_WORDS.sub(" ", letters).split())


_remembered = lru_cache(maxsize=8192)(_key)
"""The words for headers are asked for again with every file."""


def find_columns(header: Row, words: Mapping[str, Sequence[str]], *, several: Iterable[str] = ()) -> Columns:
    """The columns of each field, by the words for it.

    Fields are served in order, and of a field's words the first that heads a column wins; no column
    serves two fields. A field among ``several`` takes every column that any of its words heads.
    """
    keys = [header_key(cell) for cell in header.cells]
    free = {key: place for place, key in reversed([*enumerate(keys)]) if key}
    places: dict[str, tuple[int, ...]] = {}
    for field, synonyms in words.items():
        heads = [key for key in map(header_key, synonyms) if key in free]
        taken = heads if field in several else heads[:1]
        if taken:
            places[field] = tuple(sorted(free.pop(key) for key in dict.fromkeys(taken)))
    used = {place for found in places.values() for place in found}
    unread = tuple(cell for place, cell in enumerate(header.cells) if cell and place not in used)
    return Columns(places, header, unread)


def first_rows(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows among which a header is to be expected: titles may stand above it."""
    return islice(rows, _ROWS_BEFORE_THE_HEADER)
