"""Every form of the review app in a browser that runs no scripts: from the first review to the last undo."""

import sqlite3
from contextlib import closing

import pytest
from coded_demo import coded_demo
from playwright.sync_api import expect
from review_server import next_link, served

MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m"


@pytest.fixture
def app(tmp_path):
    with served(coded_demo(tmp_path / "study.db"), log_in=False) as one:
        yield one


@pytest.fixture
def page(app, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(app.link)
    app.link = next_link(app.process)
    yield page
    context.close()


def kinds(path):
    """What was done, in order."""
    with closing(sqlite3.connect(path)) as db:
        return [kind for (kind,) in db.execute("select kind from review_events order by id")]


def press(page, name):
    page.get_by_role("button", name=name).first.click()


def begin(app, page):
    """Give one's name and begin a review of a person and the model."""
    page.goto(f"{app.url}/settings")
    page.get_by_label("Your name").fill("Lena")
    press(page, "Save settings")
    page.goto(f"{app.url}/queue")
    page.select_option("[name=first]", "Rater A")
    page.select_option("[name=second]", MODEL)
    press(page, "Begin this review")


def test_cases_are_decided_flagged_revealed_skipped_and_undone_without_scripts(app, page, tmp_path):
    begin(app, page)
    press(page, "Begin reviewing")
    page.get_by_label("ambiguous text").check()
    page.get_by_label("Note").first.fill("so it seems")
    press(page, "Neither")
    page.get_by_text("Flag: the codebook is unclear here").click()
    page.get_by_label("What is unclear?").fill("this")
    page.get_by_role("button", name="Flag", exact=True).click()
    press(page, "Take the flag back")
    press(page, "Reveal who is who")
    press(page, "Skip")
    page.get_by_label("Other code…").fill("guilt")
    press(page, "Save codes")
    press(page, "Undo")
    press(page, "Redo")
    done = kinds(tmp_path / "study.db")
    assert "revealed" in done
    asked = ["decided", "flagged", "unflagged", "skipped", "decided", "undone", "redone"]
    assert [each for each in done if each != "revealed"] == asked


def test_many_cases_are_decided_and_undone_without_scripts(app, page):
    begin(app, page)
    press(page, "Look at what that would do")
    count = page.locator("input[name=count]").get_attribute("value")
    page.get_by_label("Type the number of cases").fill(count)
    press(page, f"Decide {count} cases")
    expect(page.get_by_role("status").first).to_contain_text(f"{count} cases decided")
    press(page, "Undo")
    expect(page.get_by_role("status").first).to_contain_text("Undone")


def test_others_codes_requests_figures_and_exports_are_reached_without_scripts(app, page):
    page.goto(f"{app.url}/document/1")
    page.get_by_text("Show who coded what").click()
    press(page, "Show, and record it")
    expect(page.locator("main")).to_contain_text(MODEL)
    page.goto(f"{app.url}/run/1/requests")
    page.get_by_label("Interview").select_option("interview_2")
    press(page, "Filter")
    page.locator("tbody a").first.click()
    press(page, "Show, and record it")
    expect(page.locator("main")).to_contain_text("Closest codes")
    page.goto(f"{app.url}/agreement")
    page.get_by_label("Unit", exact=True).select_option("sentence")
    press(page, "Show")
    expect(page.locator(".lead")).to_contain_text("by sentence")
    page.goto(f"{app.url}/export")
    page.get_by_role("link", name="CSV of All codings").first.click()
    with page.expect_download() as download:
        press(page, "Show, and record it")
    assert download.value.suggested_filename.endswith(".csv")
