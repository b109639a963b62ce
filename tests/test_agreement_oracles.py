"""Other libraries, and the definitions written out, on random designs with missing judgements."""

import warnings
from itertools import combinations, permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, interval_distance
from rated_designs import designs, on_many_designs, sums
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score
from statsmodels.stats.inter_rater import aggregate_raters
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from evaluation.binary import negative_agreement, positive_agreement, precision, recall
from evaluation.coefficients import (
    brennan_prediger,
    cohens_kappa,
    congers_kappa,
    fleiss_kappa,
    gwets_ac,
    krippendorffs_alpha,
    pairwise_kappa,
    percent_agreement,
)
from evaluation.weights import Level, linear_weights, quadratic_weights

CLOSE = 1e-9


def close(value):
    return pytest.approx(value, abs=CLOSE, rel=0, nan_ok=True)


def numbers(size):
    """Values that lie unequally far apart."""
    return np.array([1.0, 2, 4, 4.5, 9, 20])[:size]


@pytest.mark.parametrize("level", Level)
@on_many_designs()
def test_alpha_is_that_of_krippendorff_at_every_level(level, drawn):
    values, size = drawn
    points = numbers(size)
    data = np.where(values >= 0, points[values], np.nan).T
    theirs = krippendorff.alpha(reliability_data=data, value_domain=points, level_of_measurement=level.value)
    assert krippendorffs_alpha(sums(values, size), level, points) == close(theirs)


@on_many_designs()
def test_alpha_is_that_of_nltk(drawn):
    values, size = drawn
    triples = [(r, u, int(k)) for u, unit in enumerate(values) for r, k in enumerate(unit) if k >= 0]
    for distance, level in ((binary_distance, Level.NOMINAL), (interval_distance, Level.INTERVAL)):
        theirs = AnnotationTask(data=triples, distance=distance).alpha()
        assert krippendorffs_alpha(sums(values, size), level) == close(theirs)


@on_many_designs(missing=False)
def test_the_kappas_of_complete_designs_are_those_of_nltk(drawn):
    values, size = drawn
    task = AnnotationTask(data=[(r, u, int(k)) for u, unit in enumerate(values) for r, k in enumerate(unit)])
    of_all = sums(values, size)
    assert percent_agreement(of_all) == close(task.avg_Ao())
    assert fleiss_kappa(of_all) == close(task.pi())
    assert congers_kappa(of_all) == close(task.multi_kappa())
    if not np.isnan(pairwise_kappa(of_all)).any():
        assert cohens_kappa(of_all) == close(task.kappa())
    if len(task.K) == size:
        assert brennan_prediger(of_all) == close(task.S())


@on_many_designs(missing=False)
def test_fleiss_and_randolph_are_those_of_statsmodels(drawn):
    values, size = drawn
    table, _ = aggregate_raters(values, n_cat=size)
    assert fleiss_kappa(sums(values, size)) == close(statsmodels_fleiss(table, method="fleiss"))
    assert brennan_prediger(sums(values, size)) == close(statsmodels_fleiss(table, method="randolph"))


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@on_many_designs()
def test_cohens_kappa_of_each_pair_is_that_of_scikit_learn(weights, drawn):
    values, size = drawn
    square = {None: None, "linear": linear_weights, "quadratic": quadratic_weights}[weights]
    ours = pairwise_kappa(sums(values, size), None if square is None else square(np.arange(size, dtype=float)))
    pairs = list(combinations(range(values.shape[1]), 2))
    assert ours.shape == (len(pairs),)
    theirs = [scikit_kappa(values[:, pair], size, weights) for pair in pairs]
    assert ours == close(np.array(theirs))
    if not np.isnan(theirs).all():
        mean = cohens_kappa(sums(values, size), None if square is None else square(np.arange(size, dtype=float)))
        assert mean == close(np.nanmean(theirs))


def scikit_kappa(pair, size, weights):
    """NaN where scikit-learn has nothing to divide by, of which it warns."""
    both = pair[(pair >= 0).all(axis=1)]
    if not len(both):
        return np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cohen_kappa_score(*both.T, labels=list(range(size)), weights=weights)


@given(designs())
def test_agreement_with_a_reference_is_precision_recall_and_f1_of_scikit_learn(drawn):
    values, _ = drawn
    pair = np.where(values[:, :2] < 0, -1, values[:, :2] > 0).astype(int)
    both = pair[(pair >= 0).all(axis=1)]
    found = sums(pair, 2)
    options = {"zero_division": np.nan}
    assert precision(found) == close(precision_score(*both.T, **options))
    assert recall(found) == close(recall_score(*both.T, **options))
    assert positive_agreement(found) == close(f1_score(*both.T, **options))
    assert negative_agreement(found) == close(f1_score(*both.T, pos_label=0, **options))


def written_out(values, size, weights):
    """Every coefficient with missing judgements, unit by unit and rater by rater.

    Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2 to 4.
    """
    units = [[int(k) for k in unit if k >= 0] for unit in values]
    several = [unit for unit in units if len(unit) > 1]
    judged = [unit for unit in units if unit]
    observed = np.mean([np.mean([weights[k, m] for k, m in permutations(unit, 2)]) for unit in several])
    shares = np.mean([[unit.count(k) / len(unit) for k in range(size)] for unit in judged], axis=0)
    by_rater = [[np.mean(own[own >= 0] == k) for k in range(size)] for own in values.T if (own >= 0).any()]
    chance = {
        "fleiss": shares @ weights @ shares,
        "conger": np.mean([one @ weights @ np.array(other) for one, other in permutations(np.array(by_rater), 2)]),
        "brennan-prediger": weights.mean(),
        "gwet": weights.sum() * (shares * (1 - shares)).sum() / (size * (size - 1)),
    }
    return {"observed": observed} | {name: (observed - by) / (1 - by) for name, by in chance.items()}


@pytest.mark.parametrize("weigh", [lambda points: np.eye(len(points)), linear_weights, quadratic_weights])
@on_many_designs()
def test_every_coefficient_is_what_its_definition_says_unit_by_unit(weigh, drawn):
    values, size = drawn
    weights, found = weigh(numbers(size)), sums(values, size)
    expected = written_out(values, size, weights)
    assert percent_agreement(found, weights) == close(expected["observed"])
    assert fleiss_kappa(found, weights) == close(expected["fleiss"])
    assert congers_kappa(found, weights) == close(expected["conger"])
    assert brennan_prediger(found, weights) == close(expected["brennan-prediger"])
    assert gwets_ac(found, weights) == close(expected["gwet"])
