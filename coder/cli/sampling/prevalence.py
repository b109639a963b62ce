"""What ``intercoder prevalence`` computes: a model's prevalences, corrected by the codes of a person on a sample."""

from importlib.metadata import version

import numpy as np

from codebook import InputError, Record
from coder.cli.sampling.drawing import book_of
from evaluation.errors import AgreementError
from evaluation.tables import UnitTable
from evaluation.units import build_units
from evaluation.validity.corrected_prevalence import METHODS, CorrectedPrevalence, corrected_prevalence
from runs.coding_store import codings, raters
from runs.samples import DrawnSample, StoredSample
from runs.study import Study
from runs.transcript_store import transcripts


class PrevalenceReport(Record, frozen=True):
    """Everything that ``intercoder prevalence`` tells."""

    software_version: str
    sample: int
    seed: int
    strata_by: str
    of: str
    """Whose codes are corrected."""
    rater: str
    """By whose."""
    unit: str
    units: int
    chosen: int
    interviews: int
    codes: tuple[CorrectedPrevalence, ...]
    cautions: tuple[str, ...]
    methods: tuple[str, ...] = METHODS


def prevalence_of(study: Study, stored: StoredSample, *, rater: str, of: str | None) -> PrevalenceReport:
    """The prevalence of each code of the codebook among the units that the sample was drawn from.

    Args:
        study: The study.
        stored: The sample.
        rater: Who coded the sample.
        of: Whose codes to correct; None for those by which the sample was drawn.

    Raises:
        InputError: There is no such rater, or the two are one.
        AgreementError: A unit lacks a judgement.
    """
    drawn = stored.drawn
    model = of or drawn.rater
    _require_two(study, model, rater)
    table = _judgements(study, drawn, model, rater)
    missing = int((~table.seen[:, 0]).sum())
    if missing:
        raise AgreementError(
            f"{missing} of the {len(table)} units that the sample was drawn from have no judgement by {model!r}.",
            why="Its share of all units is not known.",
            do="Finish its run with intercoder code.",
        )
    probability = np.array([drawn.strata[unit.stratum].probability for unit in drawn.units])
    found = corrected_prevalence(
        table.applied[:, 0],
        table.applied[:, 1],
        sampled=np.array([unit.chosen for unit in drawn.units]),
        judged=table.seen[:, 1],
        probability=probability,
        interview=table.interview,
        codes=table.codes,
    )
    return PrevalenceReport(
        software_version=version("intercoder"),
        sample=stored.number,
        seed=drawn.seed,
        strata_by=drawn.strata_by,
        of=model,
        rater=rater,
        unit=drawn.unit,
        units=len(table),
        chosen=len(drawn.chosen),
        interviews=len(table.interviews),
        codes=found,
        cautions=_cautions(study, drawn, found),
    )


def _require_two(study: Study, model: str, rater: str) -> None:
    known = raters(study)
    for name in (model, rater):
        if name not in known:
            raise InputError(
                f"There is no rater {name!r} in this study.",
                do=f"Import the sheet with --rater, or name one of these: {', '.join(sorted(known))}.",
            )
    if model == rater:
        raise InputError(
            "A rater's codes cannot be corrected by themselves.", do="Name the person who coded the sheet."
        )


def _judgements(study: Study, drawn: DrawnSample, model: str, rater: str) -> UnitTable:
    """What the two said about all units that could be drawn."""
    return build_units(
        [unit.segment for unit in drawn.units],
        codings(study),
        transcripts=transcripts(study).values(),
        unit=drawn.unit,
        codes=[code.name for code in book_of(study).codable],
        raters=[model, rater],
    )


def _cautions(study: Study, drawn: DrawnSample, found: tuple[CorrectedPrevalence, ...]) -> tuple[str, ...]:
    said: list[str] = []
    if book_of(study).fingerprint != drawn.codebook:
        said.append("The codebook is not the one that the sample was drawn with: the person may have used another.")
    if drawn.not_judged:
        said.append(f"{drawn.not_judged} units that {drawn.rater} had not judged are in none of the figures.")
    if found and found[0].clusters == "unit":
        said.append("Intervals take units as independent, because interviews are too few: they are too narrow.")
    return tuple(said)
