"""The start page: where things stand, without waiting for what takes long to count."""

import re
from contextlib import closing

import pytest
from axe import violations
from review_client import let_in
from review_server import served
from reviewed_study import NOW, a_case, begun, decided, disputed_study, drawn, judged, study_of_turns, units_of

from evaluation.reports.shown import value
from evaluation.review.figures import agreement_card
from evaluation.review.figures.asked_figures import AskedFigures
from runs import RaterKind
from runs.coding_store import rater_number
from runs.ledger.entries import begin_run
from runs.records import Rater
from runs.reviews.events import add_event
from runs.reviews.records import EventKind
from runs.study import Study


@pytest.fixture
def study(tmp_path):
    """Ann and a model coded, a run is there, and one case is flagged."""
    path = tmp_path / "study.db"
    with closing(study_of_turns(path)) as made:
        rater = rater_number(made, Rater(name="m", kind=RaterKind.MODEL))
        run = begin_run(made, key="k", rater=rater, codebook=1, model="m", settings="{}", now=NOW)
        for place, unit in enumerate(units_of(made)):
            judged(made, "Ann", unit, *(["x"] if place % 2 else []))
            judged(made, "m", unit, *(["x"] if place % 3 else []), run=run)
        begun(made, [a_case(0), a_case(1)])
        add_event(made, decided(1, "f", kind=EventKind.FLAGGED), now=NOW)
    return path


def cards(page):
    """Figure and lines of each card, by its title."""
    found = {}
    for part in page.split('<article class="card"')[1:]:
        card = part.split("</article>")[0]
        lines = re.findall(r"<li>(.*?)</li>", card)
        found[re.search("<h2>(.*?)</h2>", card)[1]] = (re.search(r'"figure">(.*?)<', card)[1], lines)
    return found


def test_the_agreement_is_that_of_the_page_of_agreement(study):
    client = let_in(study)
    client.get("/agreement.json")
    report = client.app.state.review.kept._made[AskedFigures().key].value
    figure, lines = cards(client.get("/").text)[agreement_card.BLIND]
    assert figure == value(report.overall.krippendorff_alpha)
    assert lines[1:] == ["20 turns in 2 interviews; 0 judgements missing", "Of Ann and m"]


def test_the_figures_of_a_large_study_are_shown_only_where_they_are_known(study, monkeypatch):
    monkeypatch.setattr(agreement_card, "FEW", 5)
    client = let_in(study)
    assert cards(client.get("/").text)[agreement_card.TITLE] == ("…", ["Computed when you open it."])
    assert not client.app.state.review.kept._under_way
    client.get("/agreement.json")
    assert agreement_card.BLIND in cards(client.get("/").text)


def test_flags_of_the_codebook_are_counted(study):
    figure, _ = cards(let_in(study).get("/").text)["Codebook flags"]
    assert figure == "1"


def test_what_became_of_segments_comes_behind_the_page(study):
    client = let_in(study)
    page = client.get("/").text
    assert 'hx-get="/start/runs"' in page
    assert "none applies" not in page
    assert "none applies" in client.get("/start/runs").text


def test_the_queue_leads_to_beginning_a_review_and_then_to_going_on_with_it(tmp_path):
    path = disputed_study(tmp_path / "study.db", turns=3, review=False)
    page = let_in(path).get("/").text
    assert cards(page)["Queue"][0] == "not begun"
    assert "Begin a review" in page
    with closing(Study(path)) as study:
        begun(study, drawn(study))
    page = let_in(path).get("/").text
    assert cards(page)["Queue"][0] == "3 open of 3"
    assert "Continue reviewing" in page


def test_an_empty_study_has_no_cards(tmp_path):
    with closing(study_of_turns(tmp_path / "study.db")):
        pass
    page = let_in(tmp_path / "study.db").get("/").text
    assert cards(page) == {}
    assert "No codings to compare yet" in page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_the_start_page_with_what_comes_later(page, study, theme):
    page.emulate_media(color_scheme=theme)
    with served(study, log_in=False) as one:
        page.goto(one.link)
        page.get_by_role("region", name="Runs, a table that scrolls").wait_for()
        page.get_by_role("heading", name=agreement_card.BLIND).wait_for()
        assert violations(page) == []
