"""An interview with everyone's codes, in a browser: nothing shuts people out, nothing runs, keys lead to cases."""

from contextlib import closing

import pytest
from axe import violations
from playwright.sync_api import expect
from review_server import served
from reviewed_study import begun, drawn, judged, part, study_of_turns, units_of
from watched import watched

from runs.transcript_store import transcripts


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    path = tmp_path_factory.mktemp("review") / "study.db"
    with closing(study_of_turns(path, turns=30)) as study:
        for unit in (unit for unit in units_of(study) if unit.document == "t0"):
            text = transcripts(study)["t0"].text
            judged(study, "Ann", unit, part("x", unit.start, unit.start + 10, text))
            judged(study, "m", unit, part("x", unit.start + 3, unit.start + 14, text), *("y" * (unit.turn % 3 == 0)))
        begun(study, drawn(study))
    with served(path, log_in=False) as one:
        yield one


def test_who_coded_what_is_asked_for_then_shown_in_both_themes_and_cases_are_gone_to_by_key(app, page):
    seen = watched(page)
    page.goto(app.link)
    page.goto(f"{app.url}/document/1")
    assert violations(page) == []
    page.get_by_text("Show who coded what").click()
    page.get_by_role("button", name="Show, and record it").click()
    expect(page.locator("mark").first).to_be_visible()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page) == []
    page.keyboard.press("j")
    expect(page.locator(".case-at:target")).to_be_in_viewport()
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.locator(".toggle", has_text="Ann").locator("input").uncheck()
    page.wait_for_url("**chosen=1**")
    expect(page.locator("mark.r2").first).to_be_visible()
    expect(page.locator("mark:is(.r1, .several)")).to_have_count(0)
    page.goto(f"{app.url}/documents")
    assert violations(page) == []
    assert seen.errors == []
    assert seen.dialogs == []
    assert all(address.startswith(app.url) for address in seen.addresses)
