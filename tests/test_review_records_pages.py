"""Runs, history and export in a browser: nothing that was said runs, nobody is shut out, nothing needs scripts."""

from contextlib import closing

import pytest
from axe import violations
from playwright.sync_api import expect
from recorded_study import LENA, decided, everything_done, recorded_study
from review_server import served
from watched import watched

from runs.study import Study

HOSTILE = (
    '<script>window.PWNED = 1</script><img src=x onerror="window.PWNED = 1"><svg/onload=window.PWNED=1>'
    "</code></pre></textarea></title>\"'><a href=javascript:window.PWNED=1 autofocus onfocus=window.PWNED=1>"
    "{{ 7 * 7 }}<div hx-get=//evil.example hx-trigger=load data-polled>\u202e\u200b\u2066 &lt;b&gt;"
)
CODE = HOSTILE[: HOSTILE.index("{{")]
"""Names of codes hold no unseen characters."""
SCREENS = (
    "/",
    "/runs",
    "/run/1",
    "/run/1/figures",
    "/run/1/requests",
    "/run/1/requests?became=failed&document=talk",
    "/run/1/request/1",
    "/run/1/request/2",
    "/history",
    "/history?reviewer=x",
    "/history/back-to/1",
    "/export",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = recorded_study(
        tmp_path_factory.mktemp("pages") / "study.db", text=HOSTILE, turns=60, model=f"m{HOSTILE}", code=CODE
    )
    with closing(Study(path)) as kept:
        everything_done(kept, note=HOSTILE, model=f"m{HOSTILE}", code=CODE)
        for number in range(6, 60):
            decided(kept, number, note=HOSTILE, model=f"m{HOSTILE}", code=CODE)
    return path


@pytest.fixture(scope="module")
def app(study):
    with served(study, "--reviewer", LENA, log_in=False) as one:
        yield one


@pytest.fixture(scope="module")
def inside(app, browser):
    """A browser that was let in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(app.link)
    yield context
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_screen_runs_what_was_said_asks_elsewhere_or_shuts_anybody_out(theme, app, inside):
    page = inside.new_page()
    page.emulate_media(color_scheme=theme)
    seen = watched(page)
    for path in SCREENS:
        assert page.goto(f"{app.url}{path}").status == 200, path
        if path == "/run/1":
            expect(page.locator("#figures dl")).to_be_visible()
        assert violations(page) == [], path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("window.PWNED") is None, path
    assert seen.dialogs == []
    assert seen.errors == []
    assert {address.split("/")[2] for address in seen.addresses} == {app.url.split("/")[2]}


def test_the_way_to_a_request_and_back_to_a_point_work_without_scripts(app, browser, tmp_path):
    study = recorded_study(tmp_path / "study.db")
    with closing(Study(study)) as kept:
        for number in (1, 2, 3):
            decided(kept, number)
    context = browser.new_context(java_script_enabled=False)
    with served(study, "--reviewer", LENA, log_in=False) as own:
        page = context.new_page()
        page.goto(own.link)
        page.goto(f"{own.url}/run/1")
        page.get_by_role("link", name="Warnings, tokens").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Run 1, over all replies")
        page.goto(f"{own.url}/run/1/requests")
        page.get_by_role("link", name="3", exact=True).click()
        page.get_by_role("button", name="Show, and record it").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Request 3")
        page.goto(f"{own.url}/history")
        page.get_by_role("link", name="Undo back to here (event 1)").click()
        page.get_by_role("button", name="Undo 2 events").click()
        expect(page.get_by_role("status").first).to_contain_text("2 events were undone.")
    context.close()


def test_keys_lead_to_the_screens_and_to_the_next_page(app, inside):
    page = inside.new_page()
    page.goto(app.url)
    for keys, path in (("gr", "/runs"), ("gh", "/history"), ("ge", "/export")):
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_url(f"{app.url}{path}")
    page.goto(f"{app.url}/history")
    page.keyboard.press("j")
    page.wait_for_url("**/history?before=*")
