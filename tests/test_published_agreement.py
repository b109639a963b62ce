"""Values that the literature prints, or that its data give, of coefficients of agreement.

Those that a source does not print with its data were computed with R's irrCAC, its Python port, or krippendorff.
"""

import numpy as np
import pytest
from rated_designs import from_cells, from_table, rated, sums

from evaluation.binary import (
    bias_index,
    negative_agreement,
    pabak,
    positive_agreement,
    prevalence_index,
)
from evaluation.coefficients import (
    brennan_prediger,
    cohens_kappa,
    congers_kappa,
    fleiss_kappa,
    gwets_ac,
    krippendorffs_alpha,
    percent_agreement,
)
from evaluation.weights import Level, quadratic_weights

KRIPPENDORFF = {
    "A": "123321412...",
    "B": "1233224125.3",
    "C": ".3332342251.",
    "D": "12332441251.",
}
"""Four observers, twelve units. Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, sec. C."""
FOUR_RATERS = KRIPPENDORFF | {"B": "1233224125..", "C": ".33323422513"}
"""The same with the lone judgement of the last unit by another rater. Source: Gwet (2014)."""


def printed(value, digits):
    return pytest.approx(value, abs=0.5000001 * 10**-digits, rel=0)


def krippendorffs():
    return sums(rated(*KRIPPENDORFF.values(), values="12345"), 5)


@pytest.mark.parametrize("design", [KRIPPENDORFF, FOUR_RATERS])
@pytest.mark.parametrize(
    ("level", "value", "digits"),
    [
        (Level.NOMINAL, 0.743421, 6),
        (Level.ORDINAL, 0.8154, 4),
        (Level.INTERVAL, 0.849107, 6),
        (Level.RATIO, 0.7974, 4),
    ],
)
def test_krippendorffs_four_observers_have_his_alphas(design, level, value, digits):
    found = sums(rated(*design.values(), values="12345"), 5)
    assert krippendorffs_alpha(found, level, np.arange(1.0, 6)) == printed(value, digits)


def test_krippendorffs_nominal_alpha_is_904_of_1216():
    assert krippendorffs_alpha(krippendorffs()) == pytest.approx(904 / 1216, abs=1e-12)


def test_gwets_four_raters_have_his_coefficients():
    """Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.; the value of each as irrCAC gives it."""
    found = sums(rated(*FOUR_RATERS.values(), values="12345"), 5)
    observed, ac1 = percent_agreement(found), gwets_ac(found)
    assert observed == printed(0.81818, 5)
    assert ac1 == printed(0.77544, 5)
    assert 1 - (1 - observed) / (1 - ac1) == printed(0.19032, 5)
    assert fleiss_kappa(found) == printed(0.76117, 5)
    assert congers_kappa(found) == printed(0.76282, 5)
    assert brennan_prediger(found) == printed(0.77273, 5)


def test_congers_kappa_depends_on_who_gave_a_judgement_that_stands_alone():
    assert congers_kappa(krippendorffs()) == printed(0.76207, 5)


def test_three_coders_of_the_encyclopedia_have_its_alphas():
    """Wikipedia, Krippendorff's alpha, the computational example of three coders and fifteen units."""
    found = sums(rated(".....34121133.3", "1.213343.......", "..21344.21133.4", values="1234"), 4)
    assert krippendorffs_alpha(found) == printed(0.691358, 6)
    assert krippendorffs_alpha(found, Level.INTERVAL, np.arange(1.0, 5)) == printed(0.810845, 6)


def test_krippendorffs_two_observers_of_binary_data():
    """Krippendorff (2011), sec. A: alpha 0.095."""
    found = sums(rated("0100000010", "1110010000", values="01"), 2)
    assert krippendorffs_alpha(found) == printed(0.0952, 4)
    assert cohens_kappa(found) == printed(0.0909, 4)
    assert gwets_ac(found) == printed(0.3103, 4)


def test_krippendorffs_two_observers_of_nominal_data():
    """Krippendorff (2011), sec. B: alpha 0.692."""
    found = sums(rated("aabbdcccedda", "babbbccceddd", values="abcde"), 5)
    assert krippendorffs_alpha(found) == printed(0.691964, 6)


def test_ben_and_gerry_of_whom_one_missed_a_unit():
    """Gwet (2014): the same data without the second rater's judgement of the tenth unit."""
    found = sums(rated("aabbdcccedda", "babbbccce.dd", values="abcde"), 5)
    assert krippendorffs_alpha(found) == printed(0.66489, 5)
    assert gwets_ac(found) == printed(0.66144, 5)


@pytest.mark.parametrize(
    ("raters", "values", "alpha", "digits"),
    [
        (("010110001111", "010100001101", "011001001000"), "01", 0.234375, 6),
        (("aacccccbbbbd", "acccccbbbbbd"), "abcd", 0.759162, 6),
    ],
)
def test_examples_of_content_analysis(raters, values, alpha, digits):
    """Krippendorff (2018), Content Analysis, 4th ed., pp. 306 and 310 (there .760)."""
    assert krippendorffs_alpha(sums(rated(*raters, values=values), len(values))) == printed(alpha, digits)


NEWSPAPERS = (
    "112.001122.01311211000201001111223222221",
    "1130000.21102311121000302102111122222221",
    "203000222100221123001.30.1012202.2232.21",
    ".13....0.10022...31.103021122..122...12.",
    "2..0001.2....3112..0.0..2.0..20.2.2222.1",
)
"""Five observers of forty newspaper articles. Source: Hayes & Krippendorff (2007), Answering the Call for a Standard
Reliability Measure for Coding Data, Communication Methods and Measures 1, 77-89, table 1."""


@pytest.mark.parametrize(
    ("level", "alpha"), [(Level.ORDINAL, 0.7598), (Level.NOMINAL, 0.4765), (Level.INTERVAL, 0.7574)]
)
def test_hayes_and_krippendorffs_newspapers_have_their_alpha(level, alpha):
    """They print the ordinal one; the others are those of krippendorff."""
    assert krippendorffs_alpha(sums(rated(*NEWSPAPERS, values="0123"), 4), level, np.arange(4.0)) == printed(alpha, 4)


FLEISS = """
    444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445
    333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""
"""Diagnoses of thirty patients by six psychiatrists each. Source: Fleiss (1971), Psychological Bulletin 76, 378-382."""


def fleiss_values():
    return np.array([[int(diagnosis) - 1 for diagnosis in patient] for patient in FLEISS.split()])


def test_fleiss_psychiatrists_have_his_kappa():
    """Fleiss (1971): kappa .430, observed .5556, expected .2199; the others as irrCAC gives them."""
    found = sums(fleiss_values(), 5)
    observed, kappa = percent_agreement(found), fleiss_kappa(found)
    assert kappa == printed(0.430245, 6)
    assert observed == printed(0.555556, 6)
    assert 1 - (1 - observed) / (1 - kappa) == printed(0.219938, 6)
    assert gwets_ac(found) == printed(0.447885, 6)
    assert krippendorffs_alpha(found) == printed(0.433410, 6)
    assert brennan_prediger(found) == printed(0.444444, 6)


def test_congers_kappa_of_fleiss_psychiatrists_in_the_order_of_the_table():
    """Conger's kappa needs to know who said what, which Fleiss does not tell: columns in ascending order."""
    assert congers_kappa(sums(fleiss_values(), 5)) == printed(0.441809, 6)


@pytest.mark.parametrize(("diagnosis", "kappa"), list(enumerate([0.2448, 0.2448, 0.5200, 0.4711, 0.5661])))
def test_fleiss_psychiatrists_have_his_kappa_of_each_diagnosis(diagnosis, kappa):
    """Fleiss (1971), table 2."""
    assert fleiss_kappa(sums((fleiss_values() == diagnosis).astype(int), 2)) == printed(kappa, 4)


TWO_BY_TWO = {
    "Feinstein & Cicchetti (1990), table 1": (
        (40, 9, 6, 45), 0.85, 0.6995, 0.6992, 0.7008, 0.7007, 0.70, 0.05, 0.03, 0.8421, 0.8571,
    ),
    "Feinstein & Cicchetti (1990), first paradox": (
        (80, 10, 5, 5), 0.85, 0.3182, 0.3143, 0.3177, 0.8080, 0.70, 0.75, 0.05, 0.9143, 0.4000,
    ),
    "Feinstein & Cicchetti (1990), second paradox": (
        (45, 15, 25, 15), 0.60, 0.1304, 0.1209, 0.1253, 0.2661, 0.20, 0.30, 0.10, 0.6923, 0.4286,
    ),
    "Feinstein & Cicchetti (1990), second paradox, the other table": (
        (25, 35, 5, 35), 0.60, 0.2593, 0.1919, 0.1960, 0.2079, 0.20, 0.10, 0.30, 0.5556, 0.6364,
    ),
    "irrCAC": ((80, 7, 8, 5), 0.85, 0.3144, 0.3143, 0.3177, 0.8080, 0.70, 0.75, 0.01, 0.9143, 0.4000),
    "ten units": ((8, 1, 0, 1), 0.90, 0.6154, 0.6078, 0.6275, 0.8658, 0.80, 0.70, 0.10, 0.9412, 0.6667),
    "Artstein & Poesio (2008)": (
        (20, 10, 20, 50), 0.70, 0.3478, 0.3407, 0.3440, 0.4495, 0.40, 0.30, 0.10, 0.5714, 0.7692,
    ),
    "a rare code": ((2, 5, 3, 990), 0.992, 0.3294, 0.3293, 0.3296, 0.9919, 0.984, 0.988, 0.002, 0.3333, 0.9960),
}  # fmt: skip
"""Both raters, only the first, only the second, neither; percent agreement, kappa, pi, alpha, AC1, PABAK, the indices
of prevalence and bias, positive and negative agreement.

Sources: Feinstein & Cicchetti (1990), J Clin Epidemiol 43, 543-549; Artstein & Poesio (2008), Computational Linguistics
34, 555-596; the indices by Byrt, Bishop & Carlin (1993), specific agreement by Cicchetti & Feinstein (1990).
"""


@pytest.mark.parametrize("name", TWO_BY_TWO)
def test_two_raters_on_one_code_have_the_coefficients_of_their_table(name):
    cells, *expected = TWO_BY_TWO[name]
    found = sums(from_cells(*cells), 2)
    measures = (
        percent_agreement, cohens_kappa, fleiss_kappa, krippendorffs_alpha, gwets_ac, pabak, prevalence_index,
        bias_index, positive_agreement, negative_agreement,
    )  # fmt: skip
    assert [measure(found) for measure in measures] == [printed(value, 4) for value in expected]


def test_artstein_and_poesios_s_is_brennan_and_predigers_coefficient():
    """Artstein & Poesio (2008): S = .40."""
    assert brennan_prediger(sums(from_cells(20, 10, 20, 50), 2)) == pytest.approx(0.40)


def test_chance_agreement_of_ac1_in_the_table_of_irrcac():
    found = sums(from_cells(80, 7, 8, 5), 2)
    assert 1 - (1 - percent_agreement(found)) / (1 - gwets_ac(found)) == printed(0.21875, 5)


COHEN = [[25, 12, 3], [13, 2, 15], [12, 16, 2]]
ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
THREE_VALUES = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
POESIO = [[46, 0, 0], [6, 32, 6], [0, 0, 10]]


@pytest.mark.parametrize(
    ("table", "measure", "value", "digits"),
    [
        (COHEN, cohens_kappa, -0.0923, 4),
        (COHEN, gwets_ac, -0.04797, 5),
        (THREE_VALUES, cohens_kappa, 0.49153, 5),
        (THREE_VALUES, gwets_ac, 0.57597, 5),
        (THREE_VALUES, lambda found: gwets_ac(found, quadratic_weights(np.arange(3.0))), 0.63855, 5),
        (POESIO, cohens_kappa, 0.80132, 5),
        (POESIO, krippendorffs_alpha, 0.80053, 5),
        (ABSTRACTORS, gwets_ac, 0.84933, 5),
        (ABSTRACTORS, cohens_kappa, 0.79641, 5),
        (ABSTRACTORS, krippendorffs_alpha, 0.79726, 5),
    ],
)
def test_two_raters_with_three_values_have_the_coefficients_of_their_table(table, measure, value, digits):
    """Cohen (1960); Artstein & Poesio (2008), example 2, where alpha is .800; the abstractors: Gwet (2014).

    The digits are those of irrCAC, of Artstein & Poesio's alpha those of krippendorff and nltk.
    """
    assert measure(sums(from_table(table), 3)) == printed(value, digits)


GROUPS = ("abccbadab...bb", "abccbbdabe..ba", ".cccbcdbbeaccc", "abccbddabea.bb")
OBSERVERS = ("112.001122.0131", "1130000.2110231", "203000222100221", ".13....0.10022.", "2..0001.2....31")
GENDER = ("aaaaabbbcaaaaab", "aaaababccaaaaba", "abbcaabbcabbcaa", "ccccaabbcccccaa")


@pytest.mark.parametrize(
    ("raters", "values", "measure", "value"),
    [
        (GROUPS, "abcde", gwets_ac, 0.68460),
        (GROUPS, "abcde", fleiss_kappa, 0.65725),
        (GROUPS, "abcde", krippendorffs_alpha, 0.63181),
        (OBSERVERS, "0123", gwets_ac, 0.49662),
        (OBSERVERS, "0123", krippendorffs_alpha, 0.48053),
        (GENDER, "abc", gwets_ac, 0.20808),
        (GENDER, "abc", fleiss_kappa, 0.12889),
        (GENDER, "abc", krippendorffs_alpha, 0.14341),
    ],
)
def test_gwets_data_of_several_raters_have_the_coefficients_of_irrcac(raters, values, measure, value):
    """The data: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed."""
    assert measure(sums(rated(*raters, values=values), len(values))) == printed(value, 5)
