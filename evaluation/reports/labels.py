"""What coefficients and groups of pairs are called in a report, and what a figure is over."""

from typing import NamedTuple

from evaluation.reports.records import AgreementReport


class Label(NamedTuple):
    """How a figure is called, and what it is, in a sentence."""

    name: str
    told: str


COEFFICIENTS = {
    "percent_agreement": Label("Percent agreement", "Share of pairs of judgements that agree, whatever chance gives."),
    "positive_agreement": Label(
        "Positive agreement", "Share of “yes” that the other rater says too, over all pairs; of two raters it is F1."
    ),
    "negative_agreement": Label(
        "Negative agreement", "Share of “no” that the other rater says too, over all pairs of raters."
    ),
    "cohen_kappa": Label("Cohen's kappa", "Of more than two raters the mean over pairs."),
    "krippendorff_alpha": Label("Krippendorff's alpha", "Of all raters together, with missing judgements."),
    "gwet_ac1": Label("Gwet's AC1", "For a rare code it is high whenever joint absence is frequent."),
    "pabak": Label("PABAK", "Prevalence- and bias-adjusted kappa, 2 x agreement - 1; mean over pairs."),
    "fleiss_kappa": Label("Fleiss' kappa", "Chance from the margins of all raters together."),
    "conger_kappa": Label("Conger's kappa", "Cohen's kappa for several raters at once."),
    "brennan_prediger": Label("Brennan-Prediger", "Every value is taken to be as likely by chance."),
    "prevalence_index": Label("Prevalence index", "How far “yes” and “no” differ in frequency; it lowers kappa."),
    "bias_index": Label("Bias index", "How far two raters differ in how often they say “yes”."),
    "highest_kappa": Label("Highest kappa", "The highest kappa that the raters' own margins allow."),
    "prevalence": Label("Prevalence", "Share of all judgements that give the code."),
    "pooled_kappa": Label(
        "Pooled kappa", "From the codes' mean observed and mean expected agreement; a bad rare code is hidden."
    ),
    "macro_alpha": Label("Macro alpha", "Mean of the codes' alphas that are defined."),
    "macro_kappa": Label("Macro kappa", "Mean of the codes' kappas that are defined."),
    "multi_valued_alpha": Label("Multi-valued alpha", "Krippendorff and Craggs' alpha of sets of codes."),
    "weighted_kappa": Label("Weighted kappa", "Cohen's kappa with quadratic weights."),
    "gwet_ac2": Label("Gwet's AC2", "With quadratic weights."),
    "exact_set_agreement": Label("Exact agreement", "Share of pairs of judgements with the very same set of codes."),
    "mean_jaccard": Label("Mean Jaccard", "Mean Jaccard similarity of two raters' sets of codes."),
    "mean_jaccard_where_coded": Label("Mean Jaccard where coded", "The same, where either rater gave a code."),
    "jaccard_alpha": Label("Alpha, Jaccard", "Krippendorff's alpha with Jaccard distances of sets."),
    "masi_alpha": Label("Alpha, MASI", "Krippendorff's alpha with MASI distances of sets."),
    "dice_alpha": Label("Alpha, Dice", "Krippendorff's alpha with Dice distances of sets."),
    "u_alpha": Label("u-alpha", "Where spans are and which codes they have."),
    "u_alpha_binary": Label("u-alpha, binary", "Where spans are and where none is, whatever their codes."),
    "cu_alpha": Label("cu-alpha", "Which codes spans have where those of raters meet."),
    "ku_alpha": Label("(k)u-alpha", "Whether what one rater gave the code, others gave it too."),
    "overlap_f1": Label("F1 of spans", "Share of spans that are matched with an IoU of at least 0.5; mean over pairs."),
    "mean_iou": Label("Mean IoU", "Of a span with the other rater's most similar one; mean over pairs."),
    "character_kappa": Label("Kappa of characters", "Cohen's kappa of characters; mean over pairs."),
    "character_jaccard": Label("Jaccard of characters", "Characters with the code by both, of those by either."),
    "precision": Label("Precision", "Share of the rater's “yes” that the reference says too."),
    "recall": Label("Recall", "Share of the reference's “yes” that the rater says too."),
    "f1": Label("F1", "The harmonic mean of precision and recall."),
}
"""By the names of the fields."""

SHARES = frozenset({
    "percent_agreement", "positive_agreement", "negative_agreement", "prevalence", "exact_set_agreement",
    "precision", "recall",
})  # fmt: skip
"""Figures that are written in percent."""

GROUPS = {
    "people-people": "People with people",
    "people-model": "People with models",
    "model-model": "Models with models",
    "consensus-people": "Consensus with people",
    "consensus-model": "Consensus with models",
    "consensus-consensus": "Consensus with consensus",
}
"""What the groups of pairs are called."""


def called(group: str) -> str:
    """What a group of pairs, or the pairs of people with one model, is called."""
    return GROUPS.get(group) or f"People with {group.removeprefix('people-')}"


def inside(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def judged(report: AgreementReport) -> str:
    """What the figures of a report are told of one by one: code, or value where each unit has one."""
    return "value" if report.any_code is None else "code"
