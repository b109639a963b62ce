"""People's codings from CSV or a workbook, in a layout that a profile describes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from codebook.headers import header_key
from codebook.tables import HEAD, Row, Sheet, TableError, heads, sheets, top_of
from runs.exchange.codings_table import CodingsError, CodingsTable, Problem, ProblemKind, TableShape
from runs.exchange.tables.compact_rows import CompactRows
from runs.exchange.tables.profile import Profile
from runs.exchange.tables.profile_matching import Fit, best_fits, missing
from runs.exchange.tables.row_reading import RowReader
from runs.exchange.tables.shipped_profiles import shipped_profiles

_COLUMNS_ASKED = (
    "Name its columns `document, rater, start, end, code`, or `document, rater, quotation, code`,"
    " or `document, turn, rater, codes`; or say which header is what with `--map code=Kod`, or with a `--profile`."
)
_NAMED = 12


class _Recognised(NamedTuple):
    fit: Fit
    sheet: Sheet
    rows: Iterator[Row]
    """The rows under the header."""


def read_codings(name: str, data: bytes, *, rater: str | None = None, profile: Profile | None = None) -> CodingsTable:
    """The rows of a table of people's codings, with those that cannot be read among its problems.

    Args:
        name: The file's name, for messages.
        data: The file's bytes: CSV, or a workbook whose first sheet with such a header is read.
        rater: Who coded, for rows that do not say it.
        profile: Its layout; None to find the one of ours that fits best.

    Raises:
        CodingsError: The file is no table of codings, fits two layouts, or nothing says who coded.
    """
    among = [profile] if profile else [*shipped_profiles().values()]
    try:
        found = _found(name, data, among)
        if found is not None:
            return _table(name, found, rater)
        why, do = _why_not(name, data, profile)
    except TableError as error:
        row = "" if error.row is None else f"Row {error.row}: "
        raise CodingsError(name, f"{row}{error.why}", do=error.do) from None
    raise CodingsError(name, why, do=do)


def layouts_of(data: bytes) -> frozenset[str]:
    """Names of the shipped profiles that fit a table of codings best, several where that is a tie; none of no table."""
    return _layouts(top_of(data))


@lru_cache(maxsize=1)
def _layouts(top: bytes) -> frozenset[str]:
    for head in heads(top):
        fits = best_fits([*shipped_profiles().values()], head)
        if fits:
            return frozenset(each.profile.name for each in fits)
    return frozenset()


def _found(name: str, data: bytes, among: Sequence[Profile]) -> _Recognised | None:
    """The first sheet that a profile fits."""
    for sheet in sheets(name, data):
        head = [*islice(sheet.rows, HEAD)]
        fits = best_fits(among, head)
        if len(fits) > 1:
            names = " or as a ".join(each.profile.name for each in fits)
            do = "Say it with `--profile`, or which header is what with `--map code=Kod`."
            raise CodingsError(name, f"Its header can be read as a {names}.", do=do)
        if fits:
            return _Recognised(fits[0], sheet, chain(head[fits[0].header + 1 :], sheet.rows))
    return None


def _why_not(name: str, data: bytes, profile: Profile | None) -> tuple[str, str]:
    """Why no profile fits, and what to do."""
    if profile is None or profile in shipped_profiles().values():
        return "Its header is that of neither shape of such tables.", _COLUMNS_ASKED
    for sheet in sheets(name, data):
        header, lacking = missing(profile, [*islice(sheet.rows, HEAD)])
        if header is not None:
            return _why_not_this(profile, header, lacking)
    return "It has no rows.", "Name another file."


def _why_not_this(profile: Profile, header: Row, lacking: Sequence[str]) -> tuple[str, str]:
    """Why the profile does not fit this header, in which fields have no column of their own."""
    words = {field: profile.columns[field][0] for field in lacking if profile.columns[field]}
    there = {header_key(cell) for cell in header.cells}
    for field, word in words.items():
        if header_key(word) in there:
            why = f"By the profile {profile.name!r}, the column {word!r} is `{field}` and another field too."
            return why, "Give each field a column of its own, or take one of them out of the profile."
    wanted = ", ".join(f"{word!r} ({field})" for field, word in words.items())
    named = ", ".join(map(repr, filter(None, header.cells[:_NAMED])))
    other = f"lacks the column {wanted}" if wanted else "lacks a column that the profile asks for"
    return (
        f"By the profile {profile.name!r}, its header {other}; it has {named}.",
        "Correct the profile, or what `--map` says.",
    )


def _table(name: str, found: _Recognised, rater: str | None) -> CodingsTable:
    fit = found.fit
    whose = rater or fit.profile.rater
    if "rater" not in fit.columns and not whose:
        do = "Say who coded (`--rater NAME`), or add a column `rater`."
        raise CodingsError(name, "Nothing in it says who coded.", do=do)
    rows, problems = _read_rows(RowReader(fit, whose), found.rows)
    return CodingsTable(
        file=name,
        shape=fit.shape,
        rows=rows,
        problems=problems,
        several_rows_a_unit=fit.shape is TableShape.UNITS and "codes" not in fit.columns and not fit.code_columns,
        says_what_is_done="done" in fit.columns,
        layout=fit.profile.name,
        mapped=_mapped(fit),
        unread_columns=fit.columns.unread,
        guessed_encoding=found.sheet.guessed_encoding,
    )


def _read_rows(reader: RowReader, rows: Iterator[Row]) -> tuple[CompactRows, list[Problem]]:
    read = CompactRows()
    problems: list[Problem] = []
    untouched: list[int] = []
    for row in rows:
        if reader.is_untouched(row):
            untouched.append(row.number)
            continue
        coding, problem = reader.read(row)
        if coding is not None:
            read.append(coding)
        if problem is not None:
            problems.append(problem)
    if untouched:
        why = f"Neither codes nor a mark under `done` stand in {len(untouched)} rows: taken as not looked at."
        problems.append(Problem(kind=ProblemKind.NO_JUDGEMENT, rows=tuple(untouched), why=why, kept=False))
    half = reader.half_marked()
    if half:
        why = f"Cells are blank in {len(half)} rows of a table that marks what does not apply: not taken."
        problems.append(Problem(kind=ProblemKind.INCOMPLETE, rows=half, why=why, kept=False))
        read = read.without(frozenset(half))
    return read, problems


def _mapped(fit: Fit) -> tuple[tuple[str, str], ...]:
    header = fit.columns.header.cells
    fields = [(field, header[places[0]]) for field, places in fit.columns.places.items()]
    codes = list(fit.code_columns.values())
    more = f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else ""
    return (*fields, *([("codes", f"{', '.join(codes[:_NAMED])}{more}")] if codes else []))
