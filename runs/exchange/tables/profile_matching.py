"""How well a profile fits a table, and which profile fits it best."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from codebook.headers import Columns, find_columns, header_key
from codebook.tables import Row
from runs.exchange.codings_table import TableShape
from runs.exchange.tables.profile import Positions, Profile

_BEFORE_THE_HEADER = 10
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?\s*%?")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b")
GIVEN = frozenset({"1", "true", "yes", "x", "y", "ja", "oui", "si", "sim", "tak", "wahr", "vrai", "prawda"})
"""Marks of a code that applies."""
NOT_GIVEN = frozenset({"0", "false", "no", "n", "nein", "non", "nao", "nie", "falsch", "faux", "fałsz", "falso"})
"""Marks of one that does not."""


class Fit(NamedTuple):
    """A profile on a table that it fits."""

    profile: Profile
    header: int
    """How many rows stand above the header."""
    columns: Columns
    code_columns: Mapping[int, str]
    """Columns that stand for one code each, with their codes."""
    shape: TableShape
    signals: int
    """How many columns of the table the profile knows."""
    by_position: bool = False

    @property
    def strength(self) -> tuple[bool, int, bool]:
        """By what fits are compared: known headers before places, many before few, a program's before a general one."""
        return not self.by_position, self.signals, not self.profile.is_general


def fit(profile: Profile, head: Sequence[Row]) -> Fit | None:
    """How a profile fits the table that begins with these rows; None where it does not."""
    tops = range(min(len(head), _BEFORE_THE_HEADER))
    found = (_fit_at(profile, head, at) for at in tops)
    if first := next(filter(None, found), None):
        return first
    placed = (_fit_by_position(profile, profile.positions, head, at) for at in tops if profile.positions)
    return next(filter(None, placed), None)


def best_fits(profiles: Sequence[Profile], head: Sequence[Row]) -> list[Fit]:
    """The fits that no other is stronger than; several where that is a tie."""
    fits = [found for profile in profiles if (found := fit(profile, head))]
    strongest = max((each.strength for each in fits), default=None)
    return [each for each in fits if each.strength == strongest]


def missing(profile: Profile, head: Sequence[Row]) -> tuple[Row | None, list[str]]:
    """The row that comes nearest to the profile's header, and the fields that have no column in it."""
    rows = head[:_BEFORE_THE_HEADER]
    nearest = max(rows, key=lambda row: len(find_columns(row, profile.columns).places), default=None)
    if nearest is None:
        return None, sorted(profile.required)
    columns = find_columns(nearest, profile.columns)
    return nearest, [field for field in profile.columns if field in profile.required and field not in columns]


def _fit_at(profile: Profile, head: Sequence[Row], at: int) -> Fit | None:
    row = head[at]
    columns = find_columns(row, profile.columns)
    keys = {header_key(cell) for cell in row.cells}
    is_signed = all(_has(keys, words) for words in profile.signature)
    if not is_signed or not profile.required <= columns.places.keys():
        return None
    codes = dict(_code_columns(profile, columns, [*islice(head, at + 1, None)]))
    shape = _shape(profile, columns)
    if shape is None or (profile.one_hot and not codes):
        return None
    if not codes and not {"code", "codes"} & columns.places.keys():
        return None
    also = sum(_has(keys, words) for words in profile.also)
    named_codes = len(codes) if profile.one_hot.strip("*") else 0
    signals = len(columns.places) + len(profile.signature) + also + named_codes
    unread = tuple(cell for cell in columns.unread if cell not in {row.cells[place] for place in codes})
    return Fit(profile, at, columns._replace(unread=unread), codes, shape, signals)


def _has(keys: set[str], words: Sequence[str]) -> bool:
    return any(header_key(word) in keys for word in words)


def _shape(profile: Profile, columns: Columns) -> TableShape | None:
    if profile.rows:
        return TableShape.UNITS if profile.rows == "turns" else TableShape.SPANS
    has_passages = "quotation" in columns or "range" in columns or ("start" in columns and "end" in columns)
    if has_passages and "judged_start" in columns and "judged_end" in columns:
        return TableShape.SPANS
    if "turn" in columns and ("codes" in columns or not has_passages):
        return TableShape.UNITS
    return TableShape.SPANS if has_passages else None


def _code_columns(profile: Profile, columns: Columns, sample: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """The columns that stand for one code each; where any column may be one, those in which only marks stand."""
    if not profile.one_hot:
        return
    before, _, after = profile.one_hot.partition("*")
    taken = {place for places in columns.places.values() for place in places}
    for place, header in enumerate(columns.header.cells):
        folded = header.casefold()
        named = folded.startswith(before.casefold()) and folded.endswith(after.casefold())
        name = header[len(before) : len(header) - len(after)].strip()
        if place not in taken and named and name and (before or after or _only_marks(sample, place)):
            yield place, name


def _only_marks(sample: Sequence[Row], place: int) -> bool:
    cells = {row.cells[place].casefold() for row in sample if place < len(row.cells)} - {""}
    return bool(cells) and cells <= GIVEN | NOT_GIVEN


def _fit_by_position(profile: Profile, positions: Positions | None, head: Sequence[Row], at: int) -> Fit | None:
    header, sample = head[at], head[at + 1 :]
    if positions is None or len(header.cells) != positions.width or not all(header.cells) or not sample:
        return None
    if any(_NUMBER.fullmatch(cell) for cell in header.cells):
        return None
    numbers = all(_all_like(_NUMBER, sample, place) for place in positions.numbers)
    if not numbers or not all(_all_like(_DATE, sample, place) for place in positions.dates):
        return None
    texts = [place for field, place in positions.fields.items() if field in profile.required]
    if any(_all_like(_NUMBER, sample, place) for place in texts if place not in positions.numbers):
        return None
    places = {field: (place,) for field, place in positions.fields.items()}
    used = set(positions.fields.values())
    unread = tuple(cell for place, cell in enumerate(header.cells) if place not in used)
    columns = Columns(places, header, unread)
    shape = _shape(profile, columns)
    return Fit(profile, at, columns, {}, shape, positions.width, by_position=True) if shape else None


def _all_like(pattern: re.Pattern[str], sample: Sequence[Row], place: int) -> bool:
    """Whether what stands in a column is all of a kind, and something does."""
    cells = [row.cells[place] for row in sample if place < len(row.cells) and row.cells[place]]
    return bool(cells) and all(pattern.match(cell) if pattern is _DATE else pattern.fullmatch(cell) for cell in cells)
