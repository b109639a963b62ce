"""The review app as a browser shows it: the way in, the keys, what is not saved, and that everybody can read it."""

import re
import signal
from urllib.parse import urlsplit

import pytest
from axe import violations
from playwright.sync_api import expect
from review_server import demo_study, next_link, served
from watched import watched

from evaluation.review.browser_file import opened_by_file

LOOKS = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"}}
PAGES = ("/", "/settings", "/help", "/nowhere")
POSTED_BY_SCRIPT = """() => {
  const form = document.querySelector("form.settings");
  form.setAttribute("hx-post", "/settings");
  form.setAttribute("hx-target", "#main");
  htmx.process(form);
}"""
"""Makes the form of the settings one that htmx sends, as decisions are."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with served(demo_study(tmp_path_factory.mktemp("review") / "study.db"), log_in=False) as one:
        yield one


@pytest.fixture
def inside(page, app):
    """A page of a browser that was let in."""
    page.goto(app.link)
    app.link = next_link(app.process)
    return page


def test_a_browser_that_a_file_opens_gets_in(page, app):
    addresses = []
    with opened_by_file(app.link, addresses.append):
        while not addresses:
            page.wait_for_timeout(10)
        page.goto(addresses[0])
        page.wait_for_url(f"{app.url}/")
    app.link = next_link(app.process)
    assert page.locator("h1").text_content() == "study"
    assert "token" not in page.evaluate("document.referrer + location.href")


def test_a_link_that_was_used_lets_no_other_browser_in(inside, app, browser):
    used = app.link
    inside.goto(used)
    assert inside.url == f"{app.url}/"
    other = browser.new_page()
    try:
        other.goto(used)
        app.link = next_link(app.process)
        assert other.url == f"{app.url}/"
        third = browser.new_page()
        try:
            assert third.goto(used).status == 401
            expect(third.locator("main")).to_contain_text("Open the link printed in the terminal again")
            assert violations(third) == []
        finally:
            third.close()
    finally:
        other.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_everybody_can_read_each_page(inside, app, path, look):
    inside.emulate_media(**LOOKS[look])
    inside.goto(app.url + path)
    assert inside.locator("h1").count() == 1
    assert violations(inside) == []
    inside.keyboard.press("?")
    expect(inside.get_by_role("dialog")).to_be_visible()
    assert violations(inside) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 800, 400, 320])
def test_no_page_scrolls_sideways(inside, app, path, width):
    inside.set_viewport_size({"width": width, "height": 800})
    inside.goto(app.url + path)
    assert inside.evaluate("document.documentElement.scrollWidth") <= width


def test_no_page_asks_for_anything_elsewhere_or_breaks_its_policy(inside, app):
    seen = watched(inside)
    for path in PAGES[:3]:
        inside.goto(app.url + path)
        inside.keyboard.press("?")
        inside.keyboard.press("Escape")
    assert {urlsplit(address).netloc for address in seen.addresses} == {urlsplit(app.url).netloc}
    assert not seen.errors
    assert not seen.dialogs


def test_the_theme_that_was_chosen_counts_more_than_the_systems(inside, app):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    inside.emulate_media(color_scheme="light")
    light = inside.evaluate(ground)
    inside.goto(f"{app.url}/settings")
    inside.get_by_label("dark", exact=True).check()
    inside.get_by_role("button", name="Save settings").click()
    expect(inside.get_by_text("Saved.")).to_be_visible()
    dark = inside.evaluate(ground)
    assert dark != light
    inside.emulate_media(color_scheme="dark")
    assert inside.evaluate(ground) == dark


def test_keys_go_from_page_to_page_and_show_themselves(inside, app):
    inside.keyboard.press("g")
    inside.keyboard.press("t")
    inside.wait_for_url(f"{app.url}/settings")
    inside.keyboard.press("?")
    dialog = inside.get_by_role("dialog")
    expect(dialog).to_be_visible()
    inside.keyboard.press("g")
    inside.keyboard.press("s")
    expect(dialog).to_be_visible()
    inside.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    inside.keyboard.press("g")
    inside.keyboard.press("s")
    inside.wait_for_url(f"{app.url}/")


def test_a_key_that_is_held_with_another_is_left_to_the_browser(inside, app):
    for modifier in ("Control", "Alt", "Meta"):
        inside.keyboard.press(f"{modifier}+?")
    expect(inside.get_by_role("dialog")).to_be_hidden()


def test_keys_are_letters_in_a_text_field_and_escape_leaves_it(inside, app):
    inside.goto(f"{app.url}/settings")
    name = inside.get_by_label("Your name")
    name.fill("")
    name.press_sequentially("g s?")
    assert name.input_value() == "g s?"
    assert inside.url == f"{app.url}/settings"
    inside.keyboard.press("Escape")
    expect(name).not_to_be_focused()
    inside.keyboard.press("?")
    expect(inside.get_by_role("dialog")).to_be_visible()


def test_keys_can_be_changed_and_turned_off(inside, app):
    inside.goto(f"{app.url}/settings")
    inside.get_by_text("Change keys").click()
    inside.get_by_label("start", exact=True).fill("z")
    inside.get_by_role("button", name="Save settings").click()
    expect(inside.get_by_text("Saved.")).to_be_visible()
    inside.wait_for_load_state()
    inside.keyboard.press("z")
    inside.wait_for_url(f"{app.url}/")
    inside.goto(f"{app.url}/settings")
    inside.get_by_label("Single keys act outside text fields").uncheck()
    inside.get_by_role("button", name="Save settings").click()
    expect(inside.get_by_text("Saved.")).to_be_visible()
    inside.keyboard.press("z")
    inside.keyboard.press("?")
    expect(inside.get_by_role("dialog")).to_be_hidden()
    assert "/settings" in inside.url
    inside.get_by_role("link", name="All keys").click()
    expect(inside.get_by_role("dialog")).to_be_visible()


def test_without_scripts_settings_are_saved_and_the_help_is_a_page(app, browser):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(app.link)
        app.link = next_link(app.process)
        page.goto(f"{app.url}/settings")
        page.get_by_label("Your name").fill("Lena")
        page.get_by_role("button", name="Save settings").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        expect(page.locator(".reviewer")).to_contain_text("Lena")
        page.get_by_role("link", name="All keys").click()
        assert page.url == f"{app.url}/help"
    finally:
        context.close()


def test_what_was_saved_says_when_and_what_was_not_stays_on_the_page(page, tmp_path):
    with served(demo_study(tmp_path / "study.db"), log_in=False) as app:
        page.goto(app.link)
        page.goto(f"{app.url}/settings")
        page.evaluate(POSTED_BY_SCRIPT)
        page.get_by_label("Your name").fill("Lena")
        page.get_by_role("button", name="Save settings").click()
        expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d:\d\d"))
        page.evaluate(POSTED_BY_SCRIPT)
        page.get_by_label("Your name").fill("Not Lena")
        app.process.send_signal(signal.SIGKILL)
        app.process.wait()
        page.get_by_role("button", name="Save settings").click()
    bar = page.get_by_role("alert")
    expect(bar).to_contain_text("Not saved. The server does not answer.")
    expect(bar).to_contain_text("Your decision is still on this page.")
    assert page.get_by_label("Your name").input_value() == "Not Lena"
    bar.get_by_role("button", name="Copy decision").click()
    assert "reviewer: Not Lena" in bar.get_by_role("textbox").input_value()
    page.emulate_media(reduced_motion="reduce")
    assert violations(page) == []
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Start").click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert dialogs == ["beforeunload"]
    bar.get_by_role("button", name="Dismiss").click()
    expect(bar).to_be_hidden()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"status": 503, "content_type": "text/plain", "body": "The disk is full.\nFree some."}, "The disk is full."),
        ({"status": 500, "content_type": "text/html", "body": "<b>x</b>"}, "status 500"),
        ({"status": 401, "content_type": "text/plain", "body": "Open the <b>link</b>."}, "Open the <b>link</b>."),
        ({"status": 409, "content_type": "text/plain", "body": "Lena decided this."}, "Lena decided this."),
    ],
)
def test_what_the_server_refuses_is_told_in_its_words_and_can_be_tried_again(inside, app, answer, said):
    inside.goto(f"{app.url}/settings")
    inside.evaluate(POSTED_BY_SCRIPT)
    inside.get_by_label("Your name").fill("Lena Again")
    inside.route("**/settings", lambda route: route.fulfill(**answer) if route.request.method == "POST" else None)
    inside.get_by_role("button", name="Save settings").click()
    bar = inside.get_by_role("alert")
    expect(bar).to_contain_text(f"Not saved. {said}" if "status" not in said else said)
    assert inside.get_by_label("Your name").input_value() == "Lena Again"
    inside.unroute("**/settings")
    bar.get_by_role("button", name="Try again").click()
    expect(inside.locator("#saved")).to_contain_text("Saved")
    expect(inside.locator("#not-saved")).to_be_hidden()


def test_while_a_decision_is_saved_nothing_is_sent_again_and_one_key_waits(inside, app):
    inside.goto(f"{app.url}/settings")
    inside.evaluate(POSTED_BY_SCRIPT)
    held, sent = [], []
    inside.route("**/settings", lambda route: held.append(route))
    inside.on("request", lambda request: sent.append(request.method))
    button = inside.get_by_role("button", name="Save settings")
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(inside.locator("#main")).to_have_attribute("aria-busy", "true")
    button.dispatch_event("click")
    inside.evaluate("document.activeElement.blur()")
    inside.keyboard.press("?")
    inside.keyboard.press("?")
    expect(inside.get_by_role("dialog")).to_be_hidden()
    assert sent == ["POST"]
    held[0].continue_()
    expect(inside.get_by_role("dialog")).to_be_visible()
    expect(inside.locator("#main")).not_to_have_attribute("aria-busy", "true")
