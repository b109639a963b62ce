"""What a report says in sentences: the figures first, and apart from them what conventional thresholds say."""

from evaluation.intervals import Estimate
from evaluation.reports.consensus_told import consensus_told
from evaluation.reports.design_told import design_told
from evaluation.reports.labels import called, inside, judged
from evaluation.reports.records import AgreementReport, Difference, Group
from evaluation.reports.shown import Writing, apart, counted, interval, marks_told, number, reason, value, within
from runs import RaterKind

TENTATIVE, RELIABLE = 0.667, 0.8
"""Krippendorff's thresholds. Source: Krippendorff (2019), Content Analysis, 4th ed., ch. 12."""
SETS = "Whole sets of codes, each all that a rater gave to a unit; an empty set is one too."
"""What the figures of sets are over."""
CONVENTIONS = (
    "Krippendorff (2019) advises to rely on data with an alpha of .800 or more, and to draw tentative conclusions only "
    "from data between .667 and .800. These are conventions; what is high enough depends on what a wrong conclusion "
    "would cost. They are held here against the lower limit of the interval, not against the estimate."
)


def headline(report: AgreementReport) -> tuple[str, Estimate, str]:
    """The coefficient that a report is summed up with: its name, its estimate, what it is over."""
    overall = report.overall
    if overall.multi_valued_alpha is not None:
        return "Krippendorff's multi-valued alpha", overall.multi_valued_alpha, SETS
    return "Krippendorff's alpha", overall.krippendorff_alpha, overall.over


def verdict(report: AgreementReport) -> tuple[str, ...]:
    """What the figures say, without thresholds; the first sentence has the estimate with its interval."""
    name, estimate, over = headline(report)
    independent = [each for each in report.rater_details if each.kind is not RaterKind.CONSENSUS]
    raters = counted(len(independent) if len(independent) > 1 else len(report.raters), "rater")
    where = counted(report.interviews, "interview") if report.interviews else counted(report.units, report.unit)
    said = f"Over {where}, {raters} agree with {name} {told(estimate)}." if estimate.value is not None else (
        f"Over {where}, {name} of {raters} is undefined: {reason(estimate)}"
    )  # fmt: skip
    return (
        said,
        f"It is over {within(over)}.",
        *design_told(report),
        *consensus_told(report),
        *_codes_told(report),
        *_groups_told(report),
        *_differences_told(report),
        *marks_told(estimate),
    )


def thresholds(report: AgreementReport) -> tuple[str, ...]:
    """What Krippendorff's thresholds say of the lower limits, and that they are conventions."""
    name, estimate, _ = headline(report)
    if estimate.low is None:
        return (CONVENTIONS, f"Of {name} over everything there is no lower limit to hold against them.")
    return (CONVENTIONS, f"The lower limit of {name} is {_placed(estimate.low)}.", *_codes_placed(report))


def told(estimate: Estimate, write: Writing = number) -> str:
    """``= 0.61 (95 % interval 0.52 to 0.70)``."""
    ends = interval(estimate, write)
    return f"= {value(estimate, write)} {ends if estimate.low is None else ends.replace('(', '(95 % interval ', 1)}"


def _codes_told(report: AgreementReport) -> tuple[str, ...]:
    figures = [(each.krippendorff_alpha.value, each.code) for each in report.codes]
    defined = sorted((alpha, code) for alpha, code in figures if alpha is not None)
    median = report.overall.median_alpha
    if not defined or median is None:
        return ()
    lowest, code = defined[0]
    without = len(figures) - len(defined)
    rest = f" It is undefined for {counted(without, judged(report))}." if without else ""
    said = f"Of single {judged(report)}s, alpha has a median of {number(median)} and is lowest, {number(lowest)}"
    return (f"{said}, for “{code}”.{rest}",)


def _groups_told(report: AgreementReport) -> tuple[str, ...]:
    if len(report.groups) < 2:
        return ()
    over = f"Between people and models, alpha is over {within(report.overall.over)}."
    return (over, *(_group_told(each) for each in report.groups))


def _group_told(group: Group) -> str:
    pairs = f"{called(group.group)} ({counted(group.pairs, 'pair')})"
    alpha = group.krippendorff_alpha
    if alpha.value is None:
        return f"{pairs}: alpha is undefined. {reason(alpha)}"
    mean = "mean alpha" if group.pairs > 1 else "alpha"
    return f"{pairs}: {mean} {told(alpha)}."


def _differences_told(report: AgreementReport) -> tuple[str, ...]:
    return tuple(_difference_told(each) for each in report.differences)


def _difference_told(each: Difference) -> str:
    alpha = each.krippendorff_alpha
    what = f"Alpha of {inside(called(each.group))} less that of {inside(called(each.minus))}"
    if alpha.value is None:
        return f"{what} is undefined: {reason(alpha)}"
    if alpha.low is None or alpha.high is None:
        return f"{what} {told(alpha)}."
    none = "includes 0, no difference" if alpha.low <= 0 <= alpha.high else "does not include 0"
    return f"{what} {told(alpha, apart(0, decimals=2))}; the interval {none}."


def _placed(low: float) -> str:
    if low >= RELIABLE:
        return f"{apart(RELIABLE, decimals=3)(low)}: not below .800"
    if low >= TENTATIVE:
        return f"{apart(RELIABLE, decimals=3)(low)}: below .800, not below .667"
    return f"{apart(TENTATIVE, decimals=3)(low)}: below .667"


def _codes_placed(report: AgreementReport) -> tuple[str, ...]:
    lows = [each.krippendorff_alpha.low for each in report.codes]
    known = [low for low in lows if low is not None]
    if not lows:
        return ()
    high = sum(low >= RELIABLE for low in known)
    middle = sum(TENTATIVE <= low < RELIABLE for low in known)
    parts = [(high, "not below .800"), (middle, "between .667 and .800"), (len(known) - high - middle, "below .667")]
    parts.append((len(lows) - len(known), "without one"))
    said = ", ".join(f"{count} {what}" for count, what in parts if count)
    return (f"Lower limits of the alphas of {counted(len(lows), judged(report))}: {said}.",)
