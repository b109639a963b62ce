"""S1, U5 and U6: whatever stands in any field of a study is shown as text; nothing of it runs, loads or sends."""

from urllib.parse import quote

import pytest
from hostile_study import case_of_everything, hostile_study
from hostile_texts import HOSTILE
from playwright.sync_api import expect
from review_server import next_link, served
from watched import watched

from evaluation.review.unseen import written_out

ALL_OVER = ("/", "/queue", "/queue?words=script&reviewer=%3Cb%3E", "/document/1", "/runs", "/history", "/agreement")
"""Pages that show every one of the texts, as the name of something."""
OTHERS = (
    "/case/1",
    "/case/3",
    "/queue/bulk?review=1&choice=neither",
    "/documents",
    "/codebook",
    "/codebook/1",
    "/codebook/1/edit",
    "/run/200",
    "/run/200/figures",
    "/run/200/requests",
    "/run/200/request/1",
    "/run/200/request/3",
    "/export",
    "/settings",
    "/help",
)
ECHOED = (
    "/queue?words={}",
    "/queue?document={}&code={}&speaker={}&reviewer={}",
    "/history?reviewer={}&document={}",
    "/agreement?reference={}&rater={}",
    "/run/200/requests?document={}",
    "/documents?after={}",
    "/queue?review={}",
    "/queue?order={}",
    "/nowhere/{}",
    "/login?token={}",
)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return hostile_study(tmp_path_factory.mktemp("hostile") / "study.db")


@pytest.fixture(scope="module")
def app(study):
    with served(study, "--reviewer", "Lena", log_in=False) as one:
        yield one


@pytest.fixture
def inside(page, app):
    """A page of a browser that was let in, with all that it does unseen."""
    page.goto(app.link)
    app.link = next_link(app.process)
    page.seen = watched(page)
    return page


def missing(page, texts):
    """The texts that the page does not show as they are, or with what is unseen of them written out."""
    shown = page.evaluate("document.body.textContent")
    return [text for text in texts if text.replace("\0", "\ufffd") not in shown and written_out(text) not in shown]


def was_tried(page):
    """Whether the page stayed what it is when everything on it was opened, passed over and asked for."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
    for place in (200, 500, 800):
        page.mouse.move(place, place // 2)
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    assert page.evaluate("window.PWNED") is None
    assert page.locator("h1").count() == 1
    return True


def nothing_happened(page, app):
    """Whether the page asked nobody but its server, logged nothing and opened nothing."""
    assert page.seen.dialogs == []
    assert page.seen.errors == []
    assert {address.partition("?")[0][: len(app.url) + 1] for address in page.seen.addresses} == {f"{app.url}/"}
    return True


@pytest.mark.parametrize("path", ALL_OVER)
def test_every_text_is_shown_as_text_and_does_nothing(inside, app, path):
    assert inside.goto(app.url + path).status == 200
    assert missing(inside, HOSTILE) == []
    assert was_tried(inside)
    assert nothing_happened(inside, app)


def test_no_other_screen_runs_anything(inside, app):
    for path in OTHERS:
        assert inside.goto(app.url + path).status == 200, path
        assert was_tried(inside), path
    assert nothing_happened(inside, app)


def test_a_case_shows_passages_codes_definitions_and_reasons_as_text_before_and_after_the_decision(inside, app, study):
    address = f"{app.url}/case/{case_of_everything(study)}"
    inside.goto(address)
    coded = [text for text in HOSTILE if text.isprintable()]
    assert missing(inside, HOSTILE) == []
    assert missing(inside, [f"defined {text}" for text in coded]) == []
    assert len(missing(inside, [f"because {text}" for text in coded])) == len(coded)
    assert was_tried(inside)
    inside.keyboard.press("r")
    expect(inside.locator("#cards")).to_contain_text("Why:")
    assert missing(inside, [f"because {text}" for text in coded]) == []
    note = "\n".join(text for text in HOSTILE[:90] if text.isprintable())[:4000].strip()
    inside.locator("#note").fill(note)
    inside.keyboard.press("Escape")
    inside.keyboard.press("m")
    expect(inside).not_to_have_url(address)
    inside.goto(address)
    assert inside.locator("#note").input_value() == note
    assert was_tried(inside)
    inside.keyboard.press("u")
    expect(inside.locator(".done")).to_contain_text("Undone")
    assert nothing_happened(inside, app)


def test_one_who_codes_is_shown_talk_and_codes_as_text(inside, app):
    inside.goto(f"{app.url}/coding")
    assert was_tried(inside)
    inside.get_by_role("checkbox").first.check()
    inside.get_by_role("button", name="Code these interviews").click()
    inside.wait_for_url("**/coding/*/*")
    assert was_tried(inside)
    assert missing(inside, [text for text in HOSTILE if text.isprintable()][:40]) == []
    assert nothing_happened(inside, app)


def test_every_note_stands_in_the_history_as_text(inside, app):
    inside.goto(f"{app.url}/history")
    left = [f"flagged {text}" for text in HOSTILE]
    pages = 0
    while True:
        left, pages = missing(inside, left), pages + 1
        assert was_tried(inside)
        older = inside.get_by_role("link", name="Older")
        if not older.count():
            break
        older.first.click()
    assert pages > 4
    assert left == []
    assert nothing_happened(inside, app)


def test_what_an_address_says_is_shown_as_text_or_refused(app):
    app.log_in()
    for number, text in enumerate(HOSTILE):
        path = ECHOED[number % len(ECHOED)]
        answer = app.ask(path.replace("{}", quote(text, safe="")))
        assert answer.status < 500, (path, text)
        assert "<script>" not in answer.text.lower()
        assert "window.PWNED=1>" not in answer.text


def test_a_name_of_a_reviewer_is_text_on_every_page(inside, app):
    inside.goto(f"{app.url}/settings")
    for name in (text for text in HOSTILE[:60:6] if len(text) < 80 and text.isprintable()):
        inside.get_by_label("Your name").fill(name)
        inside.get_by_role("button", name="Save settings").click()
        expect(inside.locator(".reviewer bdi")).to_have_text(name)
    assert was_tried(inside)
    assert nothing_happened(inside, app)
