"""The demo's interviews, coded by a model that errs, and people who code samples of them."""

from contextlib import closing
from pathlib import Path

import numpy as np
import openpyxl
from kept_study import intercoder

from coder.cli.importing.files import import_files
from runs import Assignment, Coding, Grounding, RaterKind, Unit
from runs.coding_store import add_codings
from runs.exchange.rows.coding_sheets import COLUMNS
from runs.records import CodingStatus
from runs.samples import sample
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts

DEMO = Path(__file__).parents[1] / "coder" / "demo"
RATIONALE = "because the model thinks so"
ERRORS = {"guilt": 0.2, "worry": 0.1, "paperwork": 0.02}


def true_codes(unit):
    """What people would give, by nothing but the unit's place."""
    chance = np.random.default_rng(unit.start + 7919 * int(unit.document[-1]))
    return {code for code, share in (("guilt", 0.1), ("worry", 0.5), ("paperwork", 0.2)) if chance.random() < share}


def model_codes(unit):
    """What a model gives that errs."""
    chance = np.random.default_rng(unit.end)
    wrong = {code for code, share in ERRORS.items() if chance.random() < share}
    return true_codes(unit) ^ wrong


def coding_of(unit, text, codes, rater, status=CodingStatus.CODED):
    return Coding(
        document=unit.document,
        rater=rater,
        start=unit.start,
        end=unit.end,
        status=status,
        assignments=tuple(
            Assignment(
                code=code,
                quotation=text[unit.start : unit.end],
                start=unit.start,
                end=unit.end,
                grounding=Grounding.UNIT,
                rationale=RATIONALE,
            )
            for code in sorted(codes)
        ),
    )


def study_of_a_model(path):
    """The demo's interviews, coded by a model that erred; one turn failed."""
    with closing(Study(path, create=True)) as opened:
        import_files(opened, [*sorted(DEMO.glob("interview_*")), DEMO / "codebook.yaml"])
        texts = transcripts(opened)
        units = segments_of(texts.values(), Unit.TURN)
        made = [coding_of(unit, texts[unit.document].text, model_codes(unit), "m") for unit in units[1:]]
        made.append(coding_of(units[0], "", (), "m", CodingStatus.FAILED))
        add_codings(opened, made, {"m": RaterKind.MODEL}, now="")
    return path


def drawn_in(study, number=None):
    with closing(Study(study)) as opened:
        return sample(opened, number)


def done(*words, code=0):
    ended = intercoder(*words)
    assert ended.exit_code == code, ended.output
    return ended


def fill(sheet, back, *, rows=None):
    """Code the first so many rows of a sheet as people would."""
    book = openpyxl.load_workbook(sheet)
    for row in list(book["units"].iter_rows(min_row=2))[:rows]:
        cells = {name: row[place] for place, name in enumerate(COLUMNS)}
        unit = type("Unit", (), {"document": cells["document"].value, "start": cells["start"].value})
        codes = true_codes(unit)
        cells["codes" if codes else "done"].value = "; ".join(sorted(codes)) or "x"
    book.save(back)
