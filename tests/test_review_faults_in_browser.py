"""U3 and D4 in the browser: what could not be saved stays on the page, says so, and is saved when it can be."""

import random
import re
import signal
import sqlite3
import threading
from contextlib import closing

import pytest
from deciding_person import Restarted, held
from playwright.sync_api import expect
from review_server import next_link, served
from reviewed_study import disputed_study
from small_disk import filled, small_disk

TURNS = 30


def opened(page, app):
    """The first case, in a browser that was let in."""
    page.goto(app.link)
    app.link = next_link(app.process)
    page.goto(f"{app.url}/case/1")
    return page.get_by_role("alert")


def noted(page, key):
    """Decide by a key, with a note."""
    page.get_by_label("Note", exact=False).first.fill("as she said before")
    page.keyboard.press("Escape")
    page.keyboard.press(key)


def is_still_there(page, bar):
    """Whether the page shows the decision as not saved, and has kept it."""
    expect(bar).to_contain_text("Not saved.")
    expect(bar).to_contain_text("Your decision is still on this page.")
    assert page.locator("#note").input_value() == "as she said before"
    assert re.search(r"/case/1$", page.url)
    return True


def try_again(page, bar):
    bar.get_by_role("button", name="Try again").click()


def is_next(page):
    expect(page).not_to_have_url(re.compile("/case/1$"))
    expect(page.locator("#saved")).to_contain_text("Saved")
    expect(page.locator("#not-saved")).to_be_hidden()
    return True


@pytest.fixture
def server(tmp_path):
    """A server of 30 cases that can be killed and started again."""
    one = Restarted(disputed_study(tmp_path / "study.db", turns=TURNS), log_in=False)
    yield one
    one.close()


def test_a_server_killed_between_key_and_answer_and_started_again_saves_once(page, server, tmp_path):
    bar = opened(page, server.app)
    server.app.process.send_signal(signal.SIGSTOP)
    noted(page, "a")
    expect(page.locator("button.option.a")).to_have_attribute("aria-busy", "true")
    server.kill()
    assert is_still_there(page, bar)
    expect(bar).to_contain_text(f"--port {server.app.port}")
    app = server.again()
    try_again(page, bar)
    expect(bar).to_contain_text("Not saved. This browser has not been let in.")
    expect(bar).to_contain_text("Open the link printed in the terminal again")
    assert is_still_there(page, bar)
    other = page.context.new_page()
    other.goto(app.link)
    other.close()
    assert held(tmp_path / "study.db") == ({}, 0)
    try_again(page, bar)
    assert is_next(page)
    assert held(tmp_path / "study.db") == ({1: "a"}, 1)


def test_a_decision_whose_answer_was_lost_is_stored_once_and_another_one_is_put_beside_it(page, server, tmp_path):
    bar = opened(page, server.app)

    def lost(route):
        route.fetch()
        route.abort()

    page.route("**/decide", lost)
    noted(page, "a")
    assert is_still_there(page, bar)
    assert held(tmp_path / "study.db") == ({1: "a"}, 1)
    page.unroute("**/decide")
    page.keyboard.press("b")
    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("You decided this at")
    assert held(tmp_path / "study.db") == ({1: "a"}, 1)
    page.keyboard.press("a")
    assert is_next(page)
    assert held(tmp_path / "study.db") == ({1: "a"}, 1)


def test_kills_at_any_moment_lose_no_decision_that_the_page_called_saved(page, server, tmp_path):
    chance = random.Random(3)
    bar = opened(page, server.app)
    pressed = {}
    for number in range(12):
        case = int(page.url.rsplit("/", 1)[1])
        pressed[case], key = chance.choice([("a", "a"), ("b", "b"), ("both", "m"), ("neither", "x")])
        if number % 4 == 1:
            threading.Timer(chance.uniform(0, 0.08), server.kill).start()
        page.keyboard.press(key)
        if number % 4 == 1:
            server.app.process.wait()
            page.wait_for_timeout(300)
            moved = not page.url.endswith(f"/case/{case}")
            app = server.again()
            other = page.context.new_page()
            other.goto(app.link)
            other.close()
            if not moved:
                expect(bar).to_contain_text("Not saved.")
                try_again(page, bar)
        expect(page).not_to_have_url(re.compile(f"/case/{case}$"))
    assert held(tmp_path / "study.db") == (pressed, 12)


def test_a_full_disk_is_told_and_the_decision_is_saved_when_there_is_space(page, tmp_path):
    disk = tmp_path / "disk"
    with small_disk(disk, "2m") as enlarge:
        study = disputed_study(disk / "study.db", turns=TURNS)
        with served(study, log_in=False) as app:
            bar = opened(page, app)
            filled(disk)
            noted(page, "m")
            assert is_still_there(page, bar)
            expect(bar).to_contain_text("disk is full")
            assert held(study) == ({}, 0)
            enlarge("8m")
            try_again(page, bar)
            assert is_next(page)
        assert held(study) == ({1: "both"}, 1)


def test_a_file_that_another_program_holds_is_told_and_the_decision_is_saved_when_it_is_free(page, tmp_path):
    study = disputed_study(tmp_path / "study.db", turns=TURNS)
    with served(study, log_in=False) as app:
        bar = opened(page, app)
        with closing(sqlite3.connect(study, isolation_level=None)) as other:
            other.execute("begin exclusive")
            noted(page, "x")
            expect(bar).to_contain_text("Another program holds it.", timeout=20_000)
            assert is_still_there(page, bar)
            other.execute("rollback")
        try_again(page, bar)
        assert is_next(page)
    assert held(study) == ({1: "neither"}, 1)


def test_a_decision_is_called_saved_at_once_also_where_the_next_case_is_to_wait(page, tmp_path):
    with served(disputed_study(tmp_path / "study.db", turns=TURNS), log_in=False) as app:
        opened(page, app)
        page.goto(f"{app.url}/settings")
        page.get_by_label("After a decision is saved").select_option("1500")
        page.get_by_role("button", name="Save settings").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        page.goto(f"{app.url}/case/1")
        heading = page.locator("h1")
        first = heading.text_content()
        page.keyboard.press("a")
        expect(page.locator("#saved")).to_contain_text("Saved")
        assert heading.text_content() == first
        expect(heading).not_to_have_text(first)
