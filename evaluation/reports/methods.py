"""Sentences for the methods section of a paper, with sources."""

from evaluation.intervals import FEWEST_INTERVIEWS

COEFFICIENTS = (
    "Percent agreement, Cohen's kappa (Cohen 1960; the mean over pairs of raters where there are more than two, "
    "Light 1971), Fleiss' kappa (Fleiss 1971), Conger's kappa (Conger 1980), Brennan and Prediger's kappa (1981), "
    "Krippendorff's alpha (Krippendorff 2019) and Gwet's AC1 (Gwet 2008) were computed, with missing judgements "
    "treated as Gwet (2014) and Krippendorff (2019) do."
)
OF_CODES = (
    "Each code was taken as a yes-or-no judgement of each unit; a code that nobody gave has no coefficient. The "
    "prevalence and bias index, PABAK (Byrt, Bishop & Carlin 1993) and positive and negative agreement (Cicchetti & "
    "Feinstein 1990) tell how far prevalence bears on kappa.",
    "Over all codes, the multi-valued alpha (Krippendorff & Craggs 2016) compares sets of codes, the pooled kappa "
    "follows De Vries et al. (2008), the macro alpha is the mean over codes, and the other coefficients are over all "
    "cells of unit and code, where joint absence counts as agreement.",
    "A group's figure is the mean over its pairs of raters. Agreement with a consensus is shown apart: it is no "
    "agreement of independent raters.",
)
OF_VALUES = (
    "Each rater gave a unit one value, at the {level} level of measurement. Weighted kappa and AC2 use quadratic "
    "weights (Fleiss & Cohen 1973)."
)
BY_INTERVIEW = (
    "95 % intervals are delete-one-interview jackknife intervals (Efron & Tibshirani 1993) with Student's t on "
    "interviews - 1 degrees of freedom, computed on the scale of Fisher's z (Fisher 1921), of shares on that of the "
    "logit; those of differences on the scale of the figures. They speak of new interviews, not of new raters."
)
SAMPLED = (
    "The units are a random sample drawn with known probabilities. Coefficients weigh each by the inverse of "
    "its probability (Horvitz & Thompson 1952; Cochran 1977) and so speak of all units that the sample was drawn from; "
    "counts, the alternative annotator test and the consistency of replicates are of the drawn units as they are."
)
BY_UNIT = (
    f"With fewer than {FEWEST_INTERVIEWS} interviews, single units (of very many, groups of neighbouring ones) were "
    "left out instead, as if they were independent: these intervals are too narrow."
)


def methods_of_codes(interviews: int, *, sampled: bool = False) -> tuple[str, ...]:
    """What was computed on codes, and how the intervals were made; of a sample, how it was weighted."""
    return (COEFFICIENTS, *OF_CODES, *((SAMPLED,) if sampled else ()), *_intervals(interviews))


def methods_of_values(level: str, interviews: int) -> tuple[str, ...]:
    """What was computed on values, and how the intervals were made."""
    return (COEFFICIENTS, OF_VALUES.format(level=level), *_intervals(interviews))


def _intervals(interviews: int) -> tuple[str, ...]:
    return (BY_UNIT,) if interviews < FEWEST_INTERVIEWS else (BY_INTERVIEW, BY_UNIT)
