"""The reports of agreement as a browser shows them."""

import pytest
from axe import violations
from drawn_reports import of_hostile_names, of_spans, of_values, synthetic
from watched import watched

from evaluation.reports.html import html_report

MADE = {
    "codes": lambda: synthetic(reference="Anna"),
    "spans": of_spans,
    "values": of_values,
    "hostile": of_hostile_names,
}
LOOKS = {
    "light": {"media": "screen", "color_scheme": "light"},
    "dark": {"media": "screen", "color_scheme": "dark"},
    "print": {"media": "print", "color_scheme": "dark"},
}
WIDE, NARROW = 1280, 400


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name, made in MADE.items():
        (folder / f"{name}.html").write_text(html_report(made()), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in MADE}


@pytest.mark.parametrize(
    ("name", "look", "width"),
    [
        ("codes", "light", WIDE),
        ("codes", "dark", WIDE),
        ("codes", "print", WIDE),
        ("codes", "light", NARROW),
        ("spans", "dark", WIDE),
        ("values", "light", WIDE),
    ],
)
def test_everybody_can_read_the_report(page, addresses, name, look, width):
    page.emulate_media(**LOOKS[look])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(addresses[name])
    assert violations(page) == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_only_tables_scroll_sideways_not_the_report(page, addresses, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(addresses["codes"])
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_report_is_printed_in_dark_on_light_whatever_the_screen_has(page, addresses):
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(**LOOKS["dark"])
    page.goto(addresses["codes"])
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(**LOOKS["print"])
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", MADE)
def test_the_report_asks_for_nothing_beyond_its_file_and_runs_nothing_but_its_sorting(page, addresses, name):
    seen = watched(page)
    page.goto(addresses[name])
    page.locator("th button").first.click()
    assert page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1
    assert seen.addresses == [addresses[name]]
    assert not seen.errors
    assert not seen.dialogs
