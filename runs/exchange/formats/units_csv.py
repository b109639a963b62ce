"""Units x codes as CSV: one row a unit and rater, one column a code, for statistics programs."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from runs.exchange.format import Format, WriteOptions, Written
from runs.exchange.inert_cells import inert
from runs.exchange.rows.text_export import BOM
from runs.exchange.rows.unit_rows import UnitRow, codes_judged, unit_of, unit_rows
from runs.exchange.whole_file import whole_file
from runs.study import Study

COLUMNS = ("document", "unit", "turn", "start", "end", "speaker", "rater", "rater_kind")
"""The columns before those of the codes."""
CODE = "code: "
"""What the name of a code's column begins with, so that it cannot be that of another column."""


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    codes = codes_judged(study)
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="") as stream:
        stream.write(BOM)
        writer = csv.writer(stream)
        writer.writerow((*COLUMNS, *(f"{CODE}{code}" for code in codes)))
        rows = 0
        for row in unit_rows(study, unit_of(study)):
            writer.writerow((*_place(row), *_judgement(row, codes)))
            rows += 1
    return Written(rows, tuple(_left_out(study, codes)))


def _place(row: UnitRow) -> tuple[str | int, ...]:
    unit = row.segment
    names = inert(unit.speaker), inert(row.rater.name)
    return inert(unit.document), row.unit, unit.turn, unit.start, unit.end, *names, row.rater.kind.value


def _judgement(row: UnitRow, codes: Sequence[str]) -> tuple[int | str, ...]:
    given = row.codes
    return ("",) * len(codes) if given is None else tuple(int(code in given) for code in codes)


def _left_out(study: Study, codes: Sequence[str]) -> Iterator[str]:
    dependent, ungrounded = study.connection.execute(
        "select (select count(*) from codings where not independent),"
        " (select count(*) from assignments where grounding = 'ungrounded')"
    ).fetchone()
    others = study.connection.execute("select distinct code from assignments").fetchall()
    unknown = sum(code not in codes for (code,) in others)
    if dependent:
        yield f"{dependent} judgements that were made after seeing another's codes."
    if ungrounded:
        yield f"{ungrounded} codes whose quotation does not stand in the text."
    if unknown:
        yield f"{unknown} codes that are not in the codebook, or cannot be given."


FORMAT = Format(
    name="units and codes as CSV",
    endings=".csv",
    tested_with="Python's csv, and `intercoder agree --table`, which finds the figures of the study in it.",
    form="onehot",
    word="CSV",
    media="text/csv; charset=utf-8",
    write=_write,
    is_written="One row for each unit and each rater who coded, one column `code: NAME` for each code of the codebook:"
    " 1 where the rater gave it, 0 where not, and empty where the rater did not see the unit, or no answer came. The"
    " unit is that of the models' runs where all have the same, else the turn; units are of those who are interviewed,"
    " and seen and given as `intercoder agree` counts it. With document, number of the unit, turn, place and speaker.",
    is_not_written="Passages, rationales, runs; what was coded after seeing another's codes; codes whose quotation does"
    " not stand in the text; codes outside of the codebook.",
)
