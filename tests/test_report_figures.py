"""Which figures of a report stand where for people."""

import re

import numpy as np
import pytest
from drawn_reports import PEOPLE_AND_MODELS, Page, of_spans, of_values, synthetic, table_of

from evaluation.intervals import Estimate
from evaluation.reports.contents import sections_of
from evaluation.reports.html import html_report
from evaluation.reports.labels import COEFFICIENTS
from evaluation.reports.markdown import markdown_report
from evaluation.reports.records import BootstrapCheck, Replicates
from evaluation.reports.shown import percent, share, shown
from evaluation.reports.verdict import verdict
from evaluation.validity.consistency import consistency
from evaluation.validity.group_errors import group_errors
from runs import RaterKind


@pytest.fixture(scope="module")
def report():
    return synthetic(reference="Anna")


def test_the_page_has_every_figure_of_every_code_with_its_interval(report):
    text = Page(html_report(report)).text
    for code in report.codes:
        assert code.code in text
        for figure in (code.krippendorff_alpha, code.cohen_kappa, code.gwet_ac1, code.pabak, code.brennan_prediger):
            if figure.value is not None:
                assert shown(figure) in text
        for figure in (code.prevalence, code.percent_agreement, code.positive_agreement):
            if figure.value is not None:
                assert percent(figure) in text
    for pair in report.pairs:
        assert shown(pair.krippendorff_alpha) in text
        assert shown(pair.cohen_kappa) in text


def test_a_code_that_nobody_gave_is_undefined_with_its_reason_and_a_rare_one_is_few(report):
    rows = {row.head: row for row in table_of(report, "codes").rows}
    assert rows["never given"].note == "few; undefined: nobody gave the code"
    assert [cell.text for cell in rows["never given"].cells[2:8]] == ["undefined"] * 6
    assert rows["hope"].note == ""


def test_every_figure_over_everything_stands_in_the_table_that_says_what_it_is_over(report):
    section = next(each for each in sections_of(report) if each.key == "overall")
    stand = {row.head: table.caption for table in section.tables[:3] for row in table.rows}
    there = [name for name, value in report.overall if isinstance(value, Estimate)]
    assert {COEFFICIENTS[name].name for name in there} | {"Median alpha", "Lowest alpha"} == set(stand)
    assert "sets of codes" in stand["Multi-valued alpha"]
    assert "all cells of unit and code" in stand["Cohen's kappa"]
    assert "single codes" in stand["Macro alpha"]


def test_people_and_models_are_blocks_of_the_matrix_and_each_field_holds_the_pair_of_its_row_and_column(report):
    matrix = table_of(report, "pairs", 1)
    assert [row.head for row in matrix.rows] == [column.name for column in matrix.columns] == list(PEOPLE_AND_MODELS)
    assert [row.opens for row in matrix.rows] == [column.opens for column in matrix.columns]
    assert [row.opens for row in matrix.rows] == [False, False, True, False]
    for row in matrix.rows:
        for column, cell in zip(matrix.columns, row.cells, strict=True):
            if row.head != column.name:
                pair = report.pair(row.head, column.name)
                assert f"{cell.text} {cell.more}" == shown(pair.krippendorff_alpha)
                assert shown(pair.cohen_kappa) in cell.hint


def test_the_plot_draws_each_estimate_and_interval_to_scale(report):
    table = table_of(report, "plot")
    assert table.series == ("People with people", "People with models")
    people = report.groups[0].codes[0].krippendorff_alpha
    mark = table.rows[0].cells[-1].marks[0]
    assert (mark.value, mark.low, mark.high) == (people.value, people.low, people.high)
    page = html_report(report)
    ticks = [float(at) for at in re.findall(r'<text x="([\d.]+)"', page)]
    scale = table.columns[-1].scale
    circle = float(re.findall(r'<circle cx="([\d.]+)"', page)[1])
    wanted = ticks[0] + (people.value - scale[0]) / (scale[-1] - scale[0]) * (ticks[-1] - ticks[0])
    assert circle == pytest.approx(wanted, abs=0.11)
    assert table.rows[-1].cells[-1].marks == ()


def test_codes_of_the_confusion_table_stand_where_the_report_has_them(report):
    instead, together = (table_of(report, "confusions", place) for place in (1, 2))
    for c, row in enumerate(instead.rows):
        for d, cell in enumerate(row.cells):
            assert cell.text == ("–" if c == d else str(report.confusion.instead[c][d]))
            assert together.rows[c].cells[d].text == str(report.confusion.together[c][d])
    assert all(0 <= cell.shade <= 1 for row in (*instead.rows, *together.rows) for cell in row.cells)


def test_a_rare_report_leaves_out_what_it_does_not_have():
    two = synthetic({"Anna": RaterKind.PERSON, "Ben": RaterKind.PERSON}, interviews=3)
    keys = [section.key for section in sections_of(two)]
    assert {"reference", "models", "replicates", "spans", "speakers", "bootstrap"}.isdisjoint(keys)
    assert table_of(two, "plot").series == ("All raters",)
    assert "With fewer than 5 interviews" in verdict(two)[-1]
    assert "†" in html_report(two)
    assert "†" in markdown_report(two)


def test_the_marks_are_told_only_where_a_figure_has_them():
    two = {"Anna": RaterKind.PERSON, "Ben": RaterKind.PERSON}
    whole = synthetic(two, codes=("hope", "work", "sleep", "also"))
    points = next(section.points for section in sections_of(whole) if section.key == "left-out")
    assert not any("†" in point for point in points)


def test_a_report_of_values_speaks_of_values_and_leaves_out_what_is_of_sets():
    found = of_values()
    text = Page(html_report(found)).text
    assert "8 interviews, 2 raters agree with Krippendorff's alpha = " in text
    assert "Level of measurement: ordinal." in text
    assert "Alpha of each value" in text
    assert "Weighted kappa" in text
    assert "Multi-valued" not in text
    assert "single code" not in text.lower()
    assert "Fleiss, J. L., & Cohen, J. (1973)" in text
    assert "Over: the values of all units" in markdown_report(found)


def test_a_report_of_spans_tells_of_them():
    found = of_spans()
    text = Page(html_report(found)).text
    assert "Over 6,000 characters in 6 interviews" in text
    assert shown(found.spans.u_alpha) in text
    assert shown(found.spans.by_code["code 1"].mean_iou) in text
    assert "On the reliability of unitizing textual continua" in text
    assert shown(found.spans.cu_alpha) in markdown_report(found)


def test_a_report_tells_whether_a_model_can_stand_in_how_stable_it_is_and_whose_talk_it_errs_on(report):
    rng = np.random.default_rng(2)
    truth = rng.random((200, 1)) < 0.4
    stable = consistency(rng.random((200, 3, 1)) < 0.5, np.ones((200, 3), dtype=bool), ("hope",))
    errors = group_errors(
        truth ^ (rng.random((200, 1)) < 0.2), truth, np.arange(200) % 2, np.arange(200) // 20,
        codes=("hope",), groups=("Anna K.", "interviewer"),
    )  # fmt: skip
    whole = report.model_copy(
        update={
            "replicates": (Replicates(model="m", raters=("m 1", "m 2", "m 3"), consistency=stable),),
            "errors_by_speaker": {"model a": errors},
        }
    )
    text = Page(html_report(whole)).text
    assert "not its validity" in text
    assert share(stable.codes[0].modal_share) in text
    assert "Errors of model a by speaker" in text
    assert share(errors[0].rate) in text
    assert "refused: Fewer than 3 people." in text
    assert share(report.models[0].whether_people_agreed.model_gave_it.value) in text
    assert "Calderon, N." in text
    assert "Benjamini, Y." in text


def test_the_intervals_of_a_bootstrap_stand_beside_those_of_the_jackknife(report):
    ends = {"hope": (0.5, 0.7), "work": (0.4, 0.6), "sleep": (0.3, 0.9), "never given": (None, None)}
    check = BootstrapCheck(draws=10_000, seed=3, krippendorff_alpha=ends, overall=(0.25, 0.75))
    given = report.model_copy(update={"bootstrap": check})
    table = table_of(given, "bootstrap")
    assert [(row.head, row.cells[1].text) for row in table.rows] == [
        ("everything", "0.25 to 0.75"),
        ("hope", "0.50 to 0.70"),
        ("work", "0.40 to 0.60"),
        ("sleep", "0.30 to 0.90"),
        ("never given", "undefined"),
    ]
    text = Page(html_report(given)).text
    assert "from seed 3 (Efron & Tibshirani 1993)" in text
    assert "An introduction to the bootstrap" in text
