"""What the page of agreement says of itself on the start page, which waits for no figures."""

from collections.abc import Sequence

from codebook import InputError
from evaluation.errors import AgreementError
from evaluation.reports.records import AgreementReport
from evaluation.reports.shown import counted, interval, reason, value
from evaluation.review.cards import Card
from evaluation.review.figures.asked_figures import AskedFigures, figures
from evaluation.review.kept import Kept, Made
from runs import RaterKind
from runs.changes import CODINGS, state_of_judgements
from runs.coding_store import raters_who_coded
from runs.study import Study

FEW = 3000
"""Codings of which the figures are computed for the start page, in the background."""
A_BLINK = 0.05
"""Seconds that the start page waits for them."""
TITLE = "Agreement"
BLIND = f"{TITLE} (blind, before adjudication)"


def agreement_card(kept: Kept, study: Study) -> Card | None:
    """How far raters agree, where that is known or soon is; None where there are not two."""
    if len(raters_who_coded(study)) < 2:
        return None
    state, asked = state_of_judgements(study), AskedFigures()
    try:
        if state[CODINGS] > FEW:
            made: Made | None = kept.known(asked.key, state)
        else:
            made, is_current = figures(kept, study, asked, patience=A_BLINK)
            made = made if is_current else None
    except (InputError, AgreementError) as error:
        return Card(TITLE, "–", (error.what,), "/agreement")
    if made is None:
        small = state[CODINGS] <= FEW
        line = "Being computed." if small else "Computed when you open it."
        return Card(TITLE, "…", (line,), "/agreement", comes_later=small)
    return _told(made.value)


def _told(report: AgreementReport) -> Card:
    """Alpha over all cells of unit and code with its interval, of whom, and of how much."""
    alpha = report.overall.krippendorff_alpha
    independent = [each for each in report.rater_details if each.kind is not RaterKind.CONSENSUS]
    is_blind = len(independent) > 1
    judging = independent if is_blind else report.rater_details
    missing = sum(each.units_missing for each in judging)
    lines = (
        f"Krippendorff's alpha, 95 % interval {interval(alpha)}" if alpha.value is not None else reason(alpha),
        f"{counted(report.units, report.unit)} in {counted(report.interviews, 'interview')}; "
        f"{counted(missing, 'judgement')} missing",
        _whose([each.name for each in judging]),
        *(() if is_blind else ("Of adjudicated labels: no reliability.",)),
    )
    return Card(BLIND if is_blind else TITLE, value(alpha), lines, "/agreement")


def _whose(names: Sequence[str]) -> str:
    return f"Of {', '.join(names[:-1])} and {names[-1]}" if len(names) < 4 else f"Of {len(names)} raters together"
