"""Cases put before a person in a browser: decided by keys alone, undone, in conflict, and without scripts."""

import sqlite3
from contextlib import closing

import pytest
from axe import violations
from playwright.sync_api import expect
from review_server import next_link, served
from reviewed_study import disputed_study

TURNS = 60


@pytest.fixture
def app(tmp_path):
    with served(disputed_study(tmp_path / "study.db", turns=TURNS), "--reviewer", "Lena", log_in=False) as one:
        yield one


@pytest.fixture
def inside(page, app):
    page.goto(app.link)
    app.link = next_link(app.process)
    return page


def stored(path):
    """The choices of the decisions that hold, by case."""
    with closing(sqlite3.connect(path)) as db:
        return dict(
            db.execute(
                "select c.id, e.content ->> 'choice' from cases c join review_events e on e.id = c.state_event"
                " where c.state = 'decided'"
            ).fetchall()
        )


def test_fifty_cases_are_decided_by_keys_alone_and_all_undone(inside, app, tmp_path):
    inside.goto(f"{app.url}/queue")
    inside.keyboard.press("j")
    inside.wait_for_url("**/case/*")
    pressed = {}
    for number in range(50):
        key, choice = (("a", "a"), ("b", "b"), ("m", "both"), ("x", "neither"))[number % 4]
        here = inside.url
        inside.keyboard.press(key)
        expect(inside.locator(".strip .bar-of")).to_have_attribute("aria-label", f"{number + 1} of {TURNS} decided")
        expect(inside).not_to_have_url(here)
        pressed[int(here.rsplit("/", 1)[1])] = choice
    assert stored(tmp_path / "study.db") == pressed
    for left in range(49, -1, -1):
        inside.keyboard.press("u")
        expect(inside.locator(".strip .bar-of")).to_have_attribute("aria-label", f"{left} of {TURNS} decided")
    assert stored(tmp_path / "study.db") == {}


def test_what_is_typed_right_after_the_key_of_the_flag_is_its_note_and_no_decision(inside, app, tmp_path):
    inside.goto(f"{app.url}/case/1")
    inside.keyboard.type("fa b m x")
    expect(inside.locator("#flag-note")).to_have_value("a b m x")
    inside.keyboard.press("Enter")
    expect(inside.get_by_role("button", name="Take the flag back")).to_be_visible()
    assert stored(tmp_path / "study.db") == {}
    expect(inside).to_have_url(f"{app.url}/case/1")


def test_what_somebody_decided_meanwhile_is_put_beside_it(inside, app, browser, tmp_path):
    other = browser.new_page()
    try:
        other.goto(app.link)
        app.link = next_link(app.process)
        for page in (inside, other):
            page.goto(f"{app.url}/case/1")
        other.keyboard.press("b")
        expect(other).not_to_have_url(f"{app.url}/case/1")
        inside.keyboard.press("x")
        conflict = inside.locator("#conflict")
        expect(conflict).to_contain_text("decided this at")
        assert stored(tmp_path / "study.db") == {1: "b"}
        conflict.get_by_role("button", name="Use mine now").click()
        expect(inside).not_to_have_url(f"{app.url}/case/1")
        assert stored(tmp_path / "study.db") == {1: "neither"}
    finally:
        other.close()


def test_without_scripts_a_decision_goes_on_to_the_next_case(app, browser, tmp_path):
    page = browser.new_context(java_script_enabled=False).new_page()
    try:
        page.goto(app.link)
        app.link = next_link(app.process)
        page.goto(f"{app.url}/case/1")
        page.get_by_role("button", name="Both").click()
        assert page.url != f"{app.url}/case/1"
        page.get_by_role("button", name="Undo").click()
        assert page.url.startswith(f"{app.url}/case/1?")
        assert stored(tmp_path / "study.db") == {}
    finally:
        page.context.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_everybody_can_read_the_queue_and_its_cases(inside, app, look):
    inside.emulate_media(color_scheme=look)
    for path in ("/queue", "/case/1", "/queue/bulk?choice=neither"):
        inside.goto(app.url + path)
        assert inside.locator("h1").count() == 1
        assert violations(inside) == []


def test_nothing_tells_who_is_who_before_the_decision(app, tmp_path):
    app.log_in()
    answer = app.ask("/case/1")
    said = f"{answer.headers} {answer.text}"
    for hidden in ("Ann", "SECRET-RATIONALE", "kind-model", "run 1", "<bdi>m</bdi>"):
        assert hidden not in said
    token = answer.text.split('name="request" value="')[1].split('"')[0]
    revealed = app.post("/case/1/reveal", request=token, view="")
    assert revealed.status == 303
    assert "Ann" in app.ask("/case/1").text
    with closing(sqlite3.connect(tmp_path / "study.db")) as db:
        assert db.execute("select kind, reviewer from review_events").fetchall() == [("revealed", "Lena")]


def test_the_whole_interview_is_a_way_off_each_case_and_the_heading_says_how_far_it_is(inside, app):
    inside.goto(f"{app.url}/case/2")
    expect(inside.locator("h1")).to_contain_text(f"Case 2 of {TURNS}")
    inside.get_by_role("link", name="Whole interview").click()
    expect(inside.locator("h1")).to_have_text("t0")
    expect(inside.locator("#case-2")).to_be_in_viewport()


def test_after_a_flag_the_case_is_in_sight_again_and_enter_does_not_take_it_back(inside, app):
    inside.goto(f"{app.url}/case/1")
    inside.keyboard.press("f")
    expect(inside.locator("#flag-note")).to_be_focused()
    inside.keyboard.type("What counts as hard?")
    inside.keyboard.press("Enter")
    expect(inside.locator("#flag")).to_contain_text("Flagged")
    expect(inside.locator("h1")).to_be_focused()
    expect(inside.locator("h1")).to_be_in_viewport()
    inside.keyboard.press("2")
    inside.keyboard.press("Enter")
    inside.wait_for_url("**/case/2*")
