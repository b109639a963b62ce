"""The report for people. All tables here are synthetic: drawn at random, of no study."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from drawn_spans import spans_of
from hypothesis import given
from hypothesis import strategies as st

from evaluation.intervals import Estimate
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.agreement_of_spans import agreement_of_spans
from evaluation.reports.agreement_of_values import agreement_of_values
from evaluation.reports.contents import sections_of
from evaluation.reports.html import html_report
from evaluation.reports.labels import COEFFICIENTS
from evaluation.reports.markdown import escaped, markdown_report
from evaluation.reports.methods import methods_of_codes, methods_of_values
from evaluation.reports.records import AgreementReport, BootstrapCheck, Replicates
from evaluation.reports.references import references, sources
from evaluation.reports.shown import apart, counted, number, percent, share, shown
from evaluation.reports.verdict import thresholds, verdict
from evaluation.tables import Tally, UnitTable
from evaluation.validity.consistency import consistency
from evaluation.validity.group_errors import group_errors
from evaluation.value_table import ValueTable
from evaluation.weights import Level
from runs import RaterKind

PEOPLE_AND_MODELS = {
    "Anna": RaterKind.PERSON,
    "Ben": RaterKind.PERSON,
    "model a": RaterKind.MODEL,
    "model b": RaterKind.MODEL,
}
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a | b `c` *d* _e_ [f](http://example.org) <!--",
    "line\nbreak & &lt;b&gt; \u2028 {{ 7 * 7 }} {% raw %}",
)


def synthetic(kinds=PEOPLE_AND_MODELS, *, codes=("hope", "work", "sleep", "never given"), interviews=12, **chosen):
    """A report on codes of raters who see most units; the last code is given by nobody, the one before it rarely."""
    rng = np.random.default_rng(11)
    units, raters = 40 * interviews, len(kinds)
    truth = rng.random((units, len(codes))) < np.array([0.3] * (len(codes) - 2) + [0.01, 0])
    missed = rng.random((units, raters, len(codes))) < 0.2
    seen = rng.random((units, raters)) < 0.9
    table = UnitTable(
        raters=tuple(kinds),
        codes=codes,
        interviews=chosen.pop("names", tuple(f"interview {number}" for number in range(interviews))),
        interview=np.repeat(np.arange(interviews), 40),
        seen=seen,
        applied=(truth[:, None] & ~missed) & seen[:, :, None],
        unit="turn",
        tally=Tally(ungrounded=3, other_codes=("joy",)),
    )
    return agreement_of_codes(
        table, kinds, unit_rule=chosen.pop("unit_rule", "By overlap."), software_version="1.2.3", **chosen
    )


@pytest.fixture(scope="module")
def report():
    return synthetic(reference="Anna")


class Page(HTMLParser):
    """What stands in a page: its elements with their attributes, its text outside of scripts and style, its scripts."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.texts, self.scripts = [], [], []
        self.inside = None
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self.inside = tag
            if tag == "script":
                self.scripts.append([dict(attrs), ""])

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1][1] += data
        elif self.inside is None:
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


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


def table_of(report, key, place=0):
    return next(each for each in sections_of(report) if each.key == key).tables[place]


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


def test_nothing_is_loaded_from_elsewhere_and_the_page_forbids_it(report):
    source = html_report(report)
    page = Page(source)
    assert not re.search(r"https?:|//[a-z]|url\(|@import", source.replace(page.scripts[1][1], ""))
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "link", "iframe", "object", "embed", "base", "form"})
    used = {name for _, attributes in page.elements for name in attributes}
    assert used.isdisjoint({"src", "srcset", "action", "data", "background", "xlink:href"})
    assert all(attributes["href"].startswith("#") for attributes in page.all("a"))
    assert any("default-src 'none'" in str(attributes.get("content")) for attributes in page.all("meta"))


def test_the_only_script_that_may_run_is_the_one_that_sorts(report):
    page = Page(html_report(report))
    (data, _), (attributes, script) = page.scripts
    assert data == {"type": "application/json", "id": "report"}
    assert attributes == {}
    wanted = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(each["content"] for each in page.all("meta") if "http-equiv" in each)
    assert f"script-src 'sha256-{wanted}';" in policy


def test_the_links_of_the_page_lead_to_its_sections(report):
    page = Page(html_report(report))
    there = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(there) == len(set(there))
    assert {attributes["href"][1:] for attributes in page.all("a")} <= set(there)
    labels = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(labels) <= set(there)


def test_every_table_has_a_caption_and_every_heading_its_scope(report):
    page = Page(html_report(report))
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert {attributes["scope"] for attributes in page.all("th")} == {"col", "row"}
    frames = [attributes for attributes in page.all("div") if attributes.get("role") == "region"]
    assert len(frames) == len(page.all("table"))
    assert all(attributes["tabindex"] == "0" for attributes in frames)


def test_the_json_in_the_page_is_the_report(report):
    (_, data), _ = Page(html_report(report)).scripts
    assert json.loads(data) == json.loads(report.model_dump_json())
    assert AgreementReport.model_validate_json(data) == report


def of_hostile_names():
    kinds = dict(zip(HOSTILE, PEOPLE_AND_MODELS.values(), strict=True))
    return synthetic(kinds, codes=HOSTILE, names=HOSTILE * 3, unit_rule=HOSTILE[0], reference=HOSTILE[1]).model_copy(
        update={"software_version": HOSTILE[0], "left_out": HOSTILE}
    )


@pytest.fixture(scope="module")
def hostile():
    return of_hostile_names()


def test_names_cannot_leave_their_place_in_the_page(hostile):
    page = Page(html_report(hostile))
    assert len(page.scripts) == 2
    assert not page.all("img")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not re.search(r"</script(?!>\s*(<script>|</body>))", html_report(hostile))
    for name in HOSTILE:
        assert " ".join(name.split()) in page.text
    assert AgreementReport.model_validate_json(page.scripts[0][1]) == hostile


def test_names_cannot_leave_their_place_in_markdown(hostile):
    text = markdown_report(hostile)
    assert not re.search(r"[<>]", text.replace("\n>\n", "\n").replace("\n> ", "\n"))
    assert "://" not in text
    for lines in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        fields = {len(re.findall(r"(?<!\\)\|", line)) for line in lines.splitlines()}
        assert len(fields) == 1
    assert r"a \| b \`c\` \*d\* \_e\_ \[f\](http&#58;//example.org) &lt;!--" in text


@given(st.text(max_size=30))
def test_what_markdown_escapes_is_one_line_without_a_sign_that_marks_up(text):
    line = escaped(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_|\[\]{}~$]|[<>]", line)


def test_markdown_has_the_sentences_and_tables_of_the_page(report):
    text = markdown_report(report)
    for section in sections_of(report):
        assert f"## {escaped(section.title)}" in text
        assert all(escaped(sentence) in text for sentence in section.told)
        for table in section.tables:
            assert f"**{escaped(table.caption)}**" in text
    hope = report.code("hope")
    assert f"| hope | {hope.n} | {percent(hope.prevalence)} | {percent(hope.percent_agreement)} |" in text
    assert "| undefined: Neither rater gave the code where it counts. |" in text


def test_a_square_table_that_nobody_could_read_is_left_out_of_markdown_with_a_word():
    many = tuple(f"code {number}" for number in range(25))
    text = markdown_report(synthetic(codes=many))
    assert text.count("A table of 25 columns; see the report as a page or as JSON.") == 2


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


def of_values():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 4, 200)
    given = np.where(rng.random((200, 2)) < 0.3, rng.integers(0, 4, (200, 2)), truth[:, None]).astype(np.int32)
    given[rng.random((200, 2)) < 0.05] = -1
    table = ValueTable(
        raters=("Anna", "Ben"),
        values=("1", "2", "3", "4"),
        numbers=np.arange(1.0, 5),
        interviews=tuple("abcdefgh"),
        interview=np.repeat(np.arange(8), 25),
        given=given,
    )
    kinds = {"Anna": RaterKind.PERSON, "Ben": RaterKind.PERSON}
    return agreement_of_values(table, Level.ORDINAL, kinds, software_version="1.2.3")


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


def of_spans():
    rng = np.random.default_rng(6)
    rows = []
    for interview in range(6):
        for place in range(0, 900, 60):
            for rater in range(2):
                start = place + int(rng.integers(0, 8))
                rows.append((interview, rater, place // 60 % 2, start, start + 30))
    spans = spans_of(rows, lengths=[1000] * 6, codes=2)
    kinds = {"A": RaterKind.PERSON, "B": RaterKind.MODEL}
    return agreement_of_spans(spans, kinds)


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


def test_a_figure_is_written_with_its_interval_or_the_reason_why_there_is_none():
    assert shown(Estimate(value=0.612, low=0.5201, high=0.7, left_out="interview")) == "0.61 (0.52 to 0.70)"
    assert shown(Estimate(value=0.612, low=0.52, high=0.7, left_out="unit")) == "0.61 (0.52 to 0.70)†"
    assert shown(Estimate(value=0.6, low=0.5, high=0.7, left_out="interview", undefined_replicates=1)).endswith(")‡")
    assert shown(Estimate(value=1, low=1, high=1, left_out="unit", undefined_replicates=2)) == "1.00 (1.00 to 1.00)†‡§"
    assert shown(Estimate(value=None, undefined="Nobody gave the code.")) == "undefined: nobody gave the code"
    alone = Estimate(value=0.5, no_interval="Fewer than two units to leave out.")
    assert shown(alone) == "0.50 (no interval: fewer than two units to leave out)"
    assert percent(Estimate(value=0.869, low=0.801, high=0.9234)) == "86.9 % (80.1 to 92.3 %)"
    assert counted(1, "turn") == "1 turn"
    assert counted(12000, "turn") == "12,000 turns"


@given(st.floats(-1, 1))
def test_a_figure_never_reads_as_a_perfect_one_that_it_is_not(figure):
    assert abs(float(number(figure)) - figure) <= 0.005 + 1e-12
    if abs(abs(figure) - 1) > 1e-5:
        assert abs(float(number(figure))) != 1
    assert not re.fullmatch(r"-0\.?0*", number(figure))


@given(st.floats(0, 1))
def test_a_share_reads_as_none_or_all_only_where_it_is(part):
    assert (share(part) == "100.0 %") == (part == 1)
    assert (share(part) == "0.0 %") == (part == 0)


@given(st.floats(-1, 1), st.sampled_from([0.667, 0.8, 0]))
def test_a_figure_beside_a_limit_reads_as_on_the_side_where_it_is(figure, limit):
    written = float(apart(limit, decimals=3)(figure))
    if abs(figure - limit) > 1e-5:
        assert (written < limit) == (figure < limit)
        assert (written > limit) == (figure > limit)


def test_all_sources_that_the_methods_name_have_their_reference():
    for texts, count in ((methods_of_codes(12), 14), (methods_of_values("ordinal", 12), 11)):
        found = references(texts)
        years = set(re.findall(r"\b(?:19|20)\d\d\b", " ".join(texts)))
        assert years == {re.search(r"\((\d{4})\)", full).group(1) for full in found}
        named = re.findall(r"([A-Z]\w+)[^\d()A-Z]*(?:\(|\s)(\d{4})", " ".join(texts))
        assert len(found) == count
        assert all(any(last in full and year in full for full in found) for last, year in named)


def test_a_source_is_not_taken_for_another_of_the_same_author():
    assert [full[:12] for full in references(["as Gwet (2014) has it"])] == ["Gwet, K. L. "]
    assert len(references(["Krippendorff & Craggs 2016"])) == 1
    assert len(references(["Krippendorff, Mathet, Bouvry & Widlöcher (2016)", "Krippendorff (2019)"])) == 2
    assert references(["Fleiss & Cohen 1973"])[0].startswith("Fleiss, J. L., & Cohen")
    assert references(["nobody in 1960"]) == ()
    assert [full for _, full in sources()] == sorted(full for _, full in sources())
