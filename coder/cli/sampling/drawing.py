"""What ``intercoder sample`` does: draws units at random, keeps the sample, and writes sheets to code them on."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from codebook import Codebook, InputError
from evaluation.tables import UnitTable
from evaluation.units import build_units
from evaluation.validity.sampling import NO_CODE, strata_of_codes, strata_of_each_code, stratified_sample, stratum_names
from runs import RaterKind, Unit
from runs.coding_store import codings, latest_codebook, raters
from runs.exchange.rows.coding_sheets import SheetReport, sheet_rows, write_sheet_csv, write_sheet_xlsx
from runs.exchange.whole_file import whole_file
from runs.samples import DrawnSample, SampledUnit, StoredSample, Stratum, add_sample
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts


class Asked(NamedTuple):
    """What sample was asked for."""

    size: int
    seed: int
    unit: Unit
    speakers: frozenset[str] | None
    strata_by: str
    rater: str | None


def draw(study: Study, asked: Asked) -> StoredSample:
    """A sample of the units that a model judged, as it is kept in the study from now on.

    Raises:
        InputError: There is no codebook, or it is not clear whose codes are meant.
        AgreementError: There is no unit, or the sample is too small.
    """
    book, rater = book_of(study), _rater(study, asked.rater)
    texts = transcripts(study)
    units = segments_of(texts.values(), asked.unit, speakers=asked.speakers)
    codes = [code.name for code in book.codable]
    table = build_units(units, codings(study), transcripts=texts.values(), unit=asked.unit, codes=codes, raters=[rater])
    judged = table.rows(table.seen[:, 0])
    strata, names = _strata(judged, asked.strata_by)
    found = stratified_sample(strata, asked.size, np.random.default_rng(asked.seed))
    drawn = DrawnSample(
        rater=rater,
        codebook=book.fingerprint,
        unit=asked.unit,
        speakers=tuple(sorted(asked.speakers or ())),
        strata_by=asked.strata_by,
        seed=asked.seed,
        not_judged=len(table) - len(judged),
        made_with={"intercoder": version("intercoder"), "numpy": np.__version__},
        strata=_counted(strata, found.chosen, names),
        units=_sampled(judged, strata, found.chosen),
    )
    return add_sample(study, drawn, now=datetime.now(UTC).isoformat())


def book_of(study: Study) -> Codebook:
    """The codebook in use.

    Raises:
        InputError: There is none.
    """
    book = latest_codebook(study)
    if book is None:
        raise InputError("The study has no codebook.", do="Import one.")
    return book[1]


def _rater(study: Study, name: str | None) -> str:
    known = raters(study)
    if name is not None:
        if name not in known:
            raise InputError(f"There is no rater {name!r} in this study.", do=_one_of(known))
        return name
    models = [each.name for each in known.values() if each.kind is RaterKind.MODEL]
    if len(models) != 1:
        why = "No model has coded in it." if not models else f"{len(models)} models have coded in it."
        raise InputError("It is not clear whose codes the sample is for.", why=why, do=f"Say --rater. {_one_of(known)}")
    return models[0]


def _one_of(names: Iterable[str]) -> str:
    return f"There are: {', '.join(sorted(names)) or 'none yet'}."


def _strata(judged: UnitTable, strata_by: str) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """The stratum of each unit, numbered without gaps, and the names of the strata."""
    applied = judged.applied[:, 0]
    if strata_by == "code":
        numbers, names = strata_of_each_code(applied), stratum_names(judged.codes)
    else:
        numbers, names = strata_of_codes(applied), (NO_CODE, "any code")
    present: list[int] = sorted(set(numbers.tolist()))
    return np.searchsorted(present, numbers), tuple(names[number] for number in present)


def _counted(strata: NDArray[np.intp], chosen: NDArray[np.bool_], names: Sequence[str]) -> tuple[Stratum, ...]:
    return tuple(
        Stratum(name=name, units=int((strata == number).sum()), chosen=int(chosen[strata == number].sum()))
        for number, name in enumerate(names)
    )


def _sampled(judged: UnitTable, strata: NDArray[np.intp], chosen: NDArray[np.bool_]) -> tuple[SampledUnit, ...]:
    return tuple(
        SampledUnit(**dict(unit), stratum=stratum, chosen=drawn)
        for unit, stratum, drawn in zip(judged.segments, strata.tolist(), chosen.tolist(), strict=True)
    )


def require_new_sheets(files: Sequence[Path]) -> None:
    """Return where sheets can be written under these names.

    Raises:
        InputError: One is no .xlsx or .csv, or is there already.
    """
    for file in files:
        if file.suffix.lower() not in {".xlsx", ".csv"}:
            raise InputError(f"{file} is the name of no sheet.", do="Give it the ending .xlsx or .csv.")
        for each in (file, _codebook_beside(file)):
            if each.exists():
                raise InputError(f"{each} is there already.", why="It may hold a person's work.", do="Name another.")


def write_sheets(study: Study, stored: StoredSample, files: Sequence[Path], *, context: int) -> list[SheetReport]:
    """What was written to each file: the drawn units in the order of the texts, without anything of the model's."""
    book, texts = book_of(study), transcripts(study)
    rows = tuple(sheet_rows((unit.segment for unit in stored.drawn.chosen), texts, context=context))
    reports: list[SheetReport] = []
    for file in files:
        with whole_file(file) as part:
            if file.suffix.lower() == ".xlsx":
                report = write_sheet_xlsx(rows, book, part, name=file.name)
            else:
                with whole_file(_codebook_beside(file)) as beside:
                    report = write_sheet_csv(rows, book, part, beside)
        reports.append(report.model_copy(update={"file": str(file)}))
    return reports


def _codebook_beside(file: Path) -> Path:
    """Where the codebook goes that belongs to a CSV file."""
    return file.with_name(f"{file.stem}-codebook.csv") if file.suffix.lower() == ".csv" else file
