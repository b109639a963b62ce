"""What a report says of labels that were adjudicated, in sentences."""

from evaluation.reports.records import AgreementReport
from evaluation.reports.shown import counted
from evaluation.review.cases.consensus_records import ReviewConsensus


def consensus_told(report: AgreementReport) -> tuple[str, ...]:
    """Which labels the figures are of; of a consensus, how it came about and whom it is not independent of."""
    if report.consensus is not None:
        return (*_made_of(report.consensus), *_warned(report.consensus))
    if report.decided_cases:
        decided = counted(report.decided_cases, "decided case")
        return (
            f"The figures are of the raters' own labels, before adjudication; the {decided} of this study "
            f"{'take' if report.decided_cases > 1 else 'takes'} no part.",
        )
    return ()


def _made_of(consensus: ReviewConsensus) -> tuple[str, ...]:
    names = " and ".join(consensus.raters)
    said = (
        f"{consensus.rater} is what {names} gave unanimously ({counted(consensus.unanimous, consensus.unit)}) and what "
        f"was adjudicated ({consensus.adjudicated:,}); {consensus.unresolved:,} are unresolved, and missing in it.",
        f"Figures between {names} are of their own labels, before adjudication. Those with {consensus.rater} are not: "
        "it was made from the codes of both, so that theirs come out too high.",
    )
    if consensus.unresolved:
        units = counted(consensus.unresolved, consensus.unit)
        said += (f"Its figures leave out {units} that are not settled, which are likely the hard ones.",)
    looked_at = (
        (consensus.confirmed, "on which both agreed, looked at again and confirmed."),
        (consensus.revised, "on which both agreed, looked at again and changed."),
    )
    audited = tuple(f"{counted(count, consensus.unit)} {what}" for count, what in looked_at if count)
    if not consensus.outdated:
        return (*said, *audited)
    return (*said, *audited, f"Left out: {counted(consensus.outdated, 'decision')} about codings replaced since.")


def _warned(consensus: ReviewConsensus) -> tuple[str, ...]:
    said: list[str] = []
    if consensus.models:
        names = " and ".join(consensus.models)
        said.append(
            f"Warning: {consensus.rater} is not independent of {names}, whose codes it was made from: its figures with "
            f"{names} come out too high, and are no measure of how well a model codes."
        )
    if consensus.revealed:
        said.append(
            f"{counted(consensus.revealed, 'decision')} came after the reviewer had seen who had given which codes."
        )
    if consensus.informed and not consensus.models:
        said.append(
            f"Warning: {counted(consensus.informed, 'decision')} came after a model's codes in that interview had been "
            "put before the reviewer: figures of a model with this consensus are not independent."
        )
    return tuple(said)
