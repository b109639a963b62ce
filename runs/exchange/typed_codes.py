"""Codes that people typed into comments, where anything else may stand as well."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from codebook import name_key
from runs.exchange.codings_table import CodingRow, CodingsTable

_NAMED = 40
"""A comment of so many characters may be a code that the codebook lacks, and is told by its words."""


class Remarks(NamedTuple):
    """Comments that hold no code that is known."""

    by_rater: Mapping[str, int]
    perhaps_codes: tuple[str, ...]
    """What the short ones among them say."""
    without_codebook: bool
    """Whether there were no codes to tell a code from a remark by."""

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(self.by_rater.values())


class TakenApart(NamedTuple):
    """A table with one code or more in each row, and what was taken for remarks."""

    table: CodingsTable
    remarks: Remarks | None = None


def taken_apart(table: CodingsTable, codes: frozenset[str] | None, *, all_are_codes: bool) -> TakenApart:
    """The rows of a table in which codes were typed freely, with the codes of each.

    Codes stand one a line, or several with semicolons or commas between; a comma in a code's name is one of it. What
    stands below, after a blank line or in a line without any known code, is the rationale. A comment without a known
    code is a remark.

    Args:
        table: Rows of which each has one text as its code.
        codes: The codes of the study; None where it has no codebook.
        all_are_codes: Whether the first lines of comments without a known code are codes nevertheless.
    """
    if table.typed_codes is None:
        return TakenApart(table)
    known = frozenset(map(name_key, (codes or frozenset()) | table.typed_codes))
    rows: list[CodingRow] = []
    remarks: list[CodingRow] = []
    for row in table.rows:
        if not row.codes:
            rows.append(row)
            continue
        found, below = _read(row.codes[0], known, all_are_codes=all_are_codes)
        if found:
            rationale = "\n".join(filter(None, (row.rationale, below)))
            rows.append(row._replace(codes=tuple(dict.fromkeys(found)), rationale=rationale))
        else:
            remarks.append(row)
    return TakenApart(table._replace(rows=rows, typed_codes=None), _told(remarks, without_codebook=not known))


def _told(remarks: list[CodingRow], *, without_codebook: bool) -> Remarks | None:
    if not remarks:
        return None
    texts = Counter(
        text for row in remarks if (text := row.codes[0].strip()) and len(text) <= _NAMED and "\n" not in text
    )
    raters = Counter(row.rater for row in remarks)
    return Remarks(raters, tuple(text for text, _ in texts.most_common()), without_codebook)


def codes_and_rationale(text: str, codes: frozenset[str]) -> tuple[list[str], str]:
    """The codes of a comment, and what stands below them; nothing where it holds none of the codes."""
    return _read(text, frozenset(map(name_key, codes)), all_are_codes=False)


def _read(text: str, known: frozenset[str], *, all_are_codes: bool) -> tuple[list[str], str]:
    lines = text.split("\n")
    codes: list[str] = []
    below: list[str] = []
    for number, line in enumerate(lines):
        pieces = list(_pieces(line, known))
        held = [name_key(piece) in known for piece in pieces]
        if codes and not pieces:
            below = lines[number + 1 :]
            break
        if pieces and not (all(held) or (not codes and any(held))):
            below = lines[number:] if codes else []
            break
        codes += pieces
    if not codes and all_are_codes:
        first, _, rest = text.strip().partition("\n")
        return list(_pieces(first, known)), rest.strip()
    rationale = "\n".join(below)
    return codes, rationale if rationale.strip() else ""


def _pieces(line: str, known: frozenset[str]) -> Iterator[str]:
    """What stands between semicolons, and between commas where the whole is no code."""
    if name_key(line) in known:
        yield line.strip()
        return
    for part in line.split(";"):
        if name_key(part) in known:
            yield part.strip()
        else:
            yield from (piece for each in re.split("[,\uff0c\u060c]", part) if (piece := each.strip()))
