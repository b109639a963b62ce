"""What a report says in sentences, before and beside conventional thresholds."""

import re

import pytest
from drawn_reports import Page, synthetic

from evaluation.intervals import Estimate
from evaluation.reports.html import html_report
from evaluation.reports.verdict import thresholds, verdict


@pytest.fixture(scope="module")
def report():
    return synthetic(reference="Anna")


def test_the_first_sentence_has_the_estimate_and_its_interval_and_no_threshold(report):
    first, *others = verdict(report)
    alpha = report.overall.multi_valued_alpha
    assert first == (
        f"Over 12 interviews, 4 raters agree with Krippendorff's multi-valued alpha = {alpha.value:.2f} "
        f"(95 % interval {alpha.low:.2f} to {alpha.high:.2f})."
    )
    assert not re.search(r"\.(667|800)", " ".join((first, *others)))
    said = " ".join(others)
    assert "People with models (4 pairs): mean alpha" in said
    assert "Alpha of people with models less that of people with people" in said
    assert "undefined for 1 code" in said


def test_the_page_tells_the_estimate_before_any_threshold(report):
    text = Page(html_report(report)).text
    assert text.index(verdict(report)[0]) < text.index(".667")
    assert all(sentence in text for sentence in thresholds(report))


@pytest.mark.parametrize(
    ("low", "said"),
    [
        (0.8, "0.800: not below .800"),
        (0.79999, "0.79999: below .800, not below .667"),
        (0.667, "0.667: below .800, not below .667"),
        (0.6669, "0.6669: below .667"),
        (-0.1, "-0.100: below .667"),
    ],
)
def test_thresholds_are_held_against_the_lower_limit_as_it_is_and_not_as_it_is_rounded(report, low, said):
    alpha = Estimate(value=0.9, low=low, high=1, left_out="interview")
    changed = report.model_copy(update={"overall": report.overall.model_copy(update={"multi_valued_alpha": alpha})})
    assert f"The lower limit of Krippendorff's multi-valued alpha is {said}." in thresholds(changed)
