"""The page of agreement: the command's own figures, on which labels, for everybody to read."""

import json
import re
import shutil
import subprocess
from contextlib import closing
from html import unescape
from threading import Event

import pytest
from axe import violations
from review_client import let_in
from review_server import served
from reviewed_study import judged, study_of_turns, units_of
from run_process import command, environment
from watched import watched

from coder.cli.coding.demonstration import import_demo
from evaluation.review.kept import Kept
from runs import RaterKind
from runs.changes import state_of_judgements
from runs.study import Study

PEOPLE = {"rater": ["Rater A", "Rater B"]}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "study.db"
    with closing(Study(path, create=True)) as study:
        import_demo(study)
    return path


@pytest.fixture(scope="module")
def review(demo):
    with served(demo, log_in=False) as one:
        yield one


def agreed(study, *options):
    """What ``intercoder agree --json`` prints."""
    words = command("agree", "--json", "--study", study, *options)
    return json.loads(subprocess.run(words, env=environment(), capture_output=True, text=True, check=True).stdout)


def cells(page, section):
    """The sorting figure of each field of the first table of a section, by its row."""
    part = page.split(f'<section id="{section}"')[1].split("</table>")[0]
    rows = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', part, re.DOTALL)
    return {
        unescape(re.sub(r"<small>.*|<[^>]+>", "", head)).strip(): [
            float(found.group(1)) if (found := re.search(r'data-order="([^"]+)"', field)) else None
            for field in re.findall(r"<td.*?</td>", fields, re.DOTALL)
        ]
        for head, fields in rows
    }


def names(report):
    return tuple(each["code"] for each in report["codes"])


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ({}, []),
        ({"unit": "sentence"}, ["--unit", "sentence"]),
        (PEOPLE, ["--rater", "Rater A", "--rater", "Rater B"]),
        ({"reference": "Rater A"}, ["--reference", "Rater A"]),
        ({"interview": ["interview_1", "interview_5"]}, ["--interview", "interview_1", "--interview", "interview_5"]),
    ],
)
def test_the_page_and_its_json_have_the_figures_of_the_command(demo, query, options):
    client, said = let_in(demo), agreed(demo, *options)
    assert client.get("/agreement.json", params=query).json() == said
    found = cells(client.get("/agreement", params=query).text, "codes")
    for each in said["codes"]:
        figures = ("prevalence", "percent_agreement", "positive_agreement", "cohen_kappa", "krippendorff_alpha")
        expected = [each["n"], *(each[name]["value"] for name in figures)]
        assert found[each["code"]][:6] == [None if of is None else pytest.approx(of, rel=1e-8) for of in expected]
        assert found[each["code"]][8:] == each["counts"]


def test_the_page_of_chosen_codes_is_of_these(demo):
    some = names(agreed(demo))[:2]
    said = agreed(demo, "--code", some[0], "--code", some[1])
    assert let_in(demo).get("/agreement.json", params={"judge": list(some)}).json() == said


def test_the_banner_says_which_labels_are_used(demo):
    client = let_in(demo)
    assert "<strong>Blind:</strong>" in client.get("/agreement", params=PEOPLE).text
    assert "of adjudicated labels" not in client.get("/agreement", params=PEOPLE).text
    assert "of adjudicated labels" in client.get("/agreement").text
    settled = next(each["name"] for each in agreed(demo)["rater_details"] if each["kind"] == RaterKind.CONSENSUS)
    page = client.get("/agreement", params={"rater": ["Rater A", settled]}).text
    assert "<strong>Adjudicated:</strong>" in page
    assert "<strong>Blind:</strong>" not in page


@pytest.mark.parametrize("way", ["up", "down"])
def test_a_table_is_sorted_by_its_address_and_figures_that_are_undefined_come_last(demo, way):
    table = cells(let_in(demo).get("/agreement", params={"sort": f"codes-1.6.{way}"}).text, "codes")
    alphas = [fields[5] for head, fields in table.items() if head != "any code"]
    defined = [alpha for alpha in alphas if alpha is not None]
    assert defined == sorted(defined, reverse=way == "down")
    assert alphas[: len(defined)] == defined
    assert list(table)[-1] == "any code"


@pytest.mark.parametrize("sort", ["", "codes-1.99.up", "nothing", "codes-1.x.down", "codes-1.²."])
def test_an_order_that_there_is_not_leaves_the_codes_in_theirs(demo, sort):
    table = cells(let_in(demo).get("/agreement", params={"sort": sort}).text, "codes")
    assert list(table) == [*names(agreed(demo)), "any code"]


@pytest.mark.parametrize("raters", [0, 1])
def test_who_has_not_two_raters_is_told_how_to_get_them(tmp_path, raters):
    path = tmp_path / "study.db"
    with closing(study_of_turns(path)) as study:
        for unit in units_of(study)[: 3 * raters]:
            judged(study, "Ann", unit, "x")
    page = let_in(path).get("/agreement")
    assert page.status_code == 200
    assert "intercoder code" in page.text
    assert ("One rater has coded so far" in page.text) == bool(raters)


def test_a_choice_that_cannot_be_judged_is_told_above_what_can_be_chosen(demo):
    page = let_in(demo).get("/agreement", params={"rater": ["Rater A", "<script>nobody"]})
    assert page.status_code == 422
    assert "&lt;script&gt;nobody" in page.text
    assert "<script>nobody" not in page.text
    assert 'name="rater"' in page.text


def test_figures_that_take_long_are_on_their_way_and_then_there(demo, monkeypatch):
    may_go_on = Event()
    client = let_in(demo)
    real = client.app.state.review.kept.get

    def slow(key, make, state, *, patience):
        return real(key, lambda study: may_go_on.wait(30) and make(study), state, patience=0 if not goes_on else 30)

    goes_on = False
    monkeypatch.setattr(client.app.state.review.kept, "get", slow)
    page = client.get("/agreement?unit=sentence").text
    assert 'aria-busy="true"' in page
    assert "Load again" in page
    may_go_on.set()
    goes_on = True
    assert 'class="verdict"' in client.get("/agreement?unit=sentence").text


def test_figures_are_kept_until_the_study_changes(demo, tmp_path):
    path, made = tmp_path / "study.db", []
    shutil.copy(demo, path)
    kept = Kept(path)

    def of(study):
        made.append(None)
        return len(made)

    with closing(Study(path)) as study:
        state = state_of_judgements(study)
        assert [kept.get("it", of, state, patience=30).value for _ in range(3)] == [1, 1, 1]
        study.connection.execute("insert into raters (name, kind) values ('new', 'person')")
        state = state_of_judgements(study)
        assert kept.get("it", of, state, patience=30).value == 2
        assert kept.get("it", of, state, patience=30).state == state


def test_what_failed_is_raised_and_made_anew_the_next_time(demo):
    kept, made = Kept(demo), iter([ValueError("no"), 7])

    def of(study):
        found = next(made)
        if isinstance(found, Exception):
            raise found
        return found

    with closing(Study(demo)) as study:
        state = state_of_judgements(study)
    with pytest.raises(ValueError, match="no"):
        kept.get("it", of, state, patience=30)
    assert kept.get("it", of, state, patience=30).value == 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_everybody_can_read_the_figures(page, review, theme, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    seen = watched(page)
    page.context.add_cookies(cookies_of(review))
    page.goto(f"{review.url}/agreement?reference=Rater A")
    page.wait_for_selector(".verdict")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert not seen.errors
    assert all(address.startswith(review.url) for address in seen.addresses)


def test_without_scripts_one_sorts_and_goes_to_two_raters_by_links(browser, review):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies_of(review))
    page = context.new_page()
    page.goto(f"{review.url}/agreement")
    while page.locator(".verdict").count() == 0:
        page.get_by_role("link", name="Load again").click()
    page.locator("#codes thead a", has_text="Alpha").first.click()
    assert page.locator("#codes th[aria-sort=descending]").count() == 1
    page.locator("#pairs td a").first.click()
    assert "2 raters agree with" in page.locator(".verdict").inner_text()
    context.close()


def cookies_of(review):
    """The session's cookie for a browser."""
    if not review.cookie:
        review.log_in()
    name, _, value = review.cookie.partition("=")
    return [{"name": name, "value": value, "url": review.url}]
