"""Imports people's codings of the study's transcripts, and tells what became of each."""

from collections.abc import Iterable
from pathlib import Path

from codebook import InputError
from coder.cli.importing.reports import FileReport
from coder.cli.importing.telling_layouts import layout_told
from coder.cli.importing.telling_placements import outcomes_told, problems_told, unchecked_told
from coder.cli.importing.transcripts import left_out, turns
from runs import RaterKind
from runs.coding_store import add_codings, codes_in_use
from runs.exchange import CodingsTable, Outcome, Placement, Placing
from runs.exchange.delve_codings import CodedPrint
from runs.exchange.placing.delve_placement import PlacedPrint, place_coded_print
from runs.study import Study
from runs.study_texts import StudyTexts
from runs.transcript_store import add_transcript, transcripts
from runs.transcripts import printable


def import_codings(study: Study, file: Path, table: CodingsTable, *, consensus: bool, now: str) -> FileReport:
    """A table of codings, placed in the texts that the study has."""
    known = StudyTexts(study)
    if not known:
        raise InputError("The study has no transcripts.", do="Import them before the codings.")
    placing = Placing(table, known, codes=codes_in_use(study))
    kinds = {row.rater: RaterKind.CONSENSUS for row in table.rows} if consensus else {}
    new = add_codings(study, placing.codings(), kinds, now=now)
    placement = placing.placement()
    return FileReport(
        file=printable(file.name),
        kind="codings",
        new=new,
        summary=f"{printable(file.name)}: {placement.rows} rows, {new} new codings; {outcomes_told(placement)}",
        details=(*layout_told(table), *unchecked_told(table, placement), *problems_told("row", placement.problems)),
    )


def import_delve_print(
    study: Study, file: Path, coded: CodedPrint, *, consensus: bool, now: str, unnamed: str
) -> FileReport:
    """A print is a transcript, where the study does not have it yet, and one rater's codings of it."""
    name = printable(file.name)
    placed = place_coded_print(name, coded, transcripts(study), codes=codes_in_use(study), unnamed=unnamed)
    if not placed.known:
        add_transcript(study, placed.transcript, now=now)
    placement = placed.placement
    new = _add(study, placement, consensus=consensus, now=now) if placement else 0
    new_text = "" if placed.known else f", a new transcript, {turns(placed.reading)}"
    summary = f"{name}: Delve print of {placed.transcript.document!r}{new_text}; "
    if placement is None:
        told = "nothing is coded in it, and no judgement was taken from it"
    else:
        told = f"{placement.rows} passages, {new} new codings; {outcomes_told(placement)},"
        told += f" {placement.outcomes.get(Outcome.LEFT_OUT, 0)} left out"
    return FileReport(
        file=name,
        kind="codings",
        new=new + (not placed.known),
        summary=summary + told,
        details=(
            *((f"note: Delve does not print who coded {unnamed}",) if unnamed and _is_unnamed(coded) else ()),
            *left_out(placed.reading),
            *_differences(placed),
            *(problems_told("paragraph", placement.problems) if placement else ()),
        ),
    )


def _is_unnamed(coded: CodedPrint) -> bool:
    return any(not row.rater for row in (coded.codings.rows if coded.codings else ()))


def _differences(placed: PlacedPrint) -> Iterable[str]:
    if placed.only_printed or placed.only_spoken:
        yield (
            f"note: of {placed.words} printed words {placed.only_printed} are not in the transcript at their place,"
            f" and {placed.only_spoken} of the transcript's are not printed"
        )


def _add(study: Study, placement: Placement, *, consensus: bool, now: str) -> int:
    """The number of codings that the study did not have."""
    kind = RaterKind.CONSENSUS if consensus else RaterKind.PERSON
    return add_codings(study, placement.codings, {coding.rater: kind for coding in placement.codings}, now=now)
