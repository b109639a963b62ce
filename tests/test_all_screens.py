"""Every screen of the review app in every state: everybody can read it, at any size, in both themes, and on paper."""

from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest
from axe import violations
from coded_demo import coded_demo
from playwright.sync_api import expect
from review_server import next_link, served
from reviewed_study import a_case, begun, decided, study_of_turns
from watched import watched

from runs.reviews.events import add_event
from runs.study import Study

MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m"
BESIDE = (
    "/case/1",
    "/case/2",
    "/queue?words=nobody+said+this",
    "/queue/bulk?review=1&choice=neither",
    "/queue/bulk?review=1&choice=first",
    "/document/1",
    "/document/2",
    "/run/1",
    "/run/1/requests",
    "/run/1/request/1",
    "/history/back-to/1",
    "/agreement?unit=nothing",
    "/help",
    "/nowhere",
)
"""What no link of the head leads to."""
THEMES = ("light", "dark")
WIDTHS = (1280, 640, 320)
"""640 is 1280 at 200 %."""
STILL = """() => [...document.querySelectorAll("*")].every((each) => {
  const style = getComputedStyle(each);
  return style.transitionDuration === "0s" && style.animationName === "none";
})"""

CUT = """() => [...document.querySelectorAll(".wide, .frame, .text-pane")]
  .filter((each) => getComputedStyle(each).overflowX !== "visible").length"""


def empty(path):
    """A study in which nothing is."""
    Study(path, create=True).close()
    return path


def uncoded(path):
    """A study with interviews and a codebook, which nobody has coded."""
    study_of_turns(path).close()
    return path


def all_decided(path):
    """A study whose review is done."""
    with closing(study_of_turns(path)) as study:
        begun(study, [a_case(place) for place in range(3)])
        for case in (1, 2, 3):
            add_event(study, decided(case, f"r{case}"), now="2026-01-01T00:00:00+00:00")
    return path


@contextmanager
def let_in(page, study, *options):
    """The app of a study, into which the browser of a page was let."""
    with served(study, "--reviewer", "Lena", *options, log_in=False) as app:
        page.goto(app.link)
        app.link = next_link(app.process)
        yield app


def reviewed(app, page):
    """Begin a review, decide the first case, show an interview and a request, by the forms of the pages."""
    page.goto(f"{app.url}/queue")
    page.select_option("[name=first]", "Rater A")
    page.select_option("[name=second]", MODEL)
    page.get_by_role("button", name="Begin this review").click()
    expect(page.locator("table.cases")).to_be_visible()
    page.goto(f"{app.url}/case/1")
    page.keyboard.press("a")
    page.wait_for_url(lambda url: not url.endswith("/case/1"))
    page.goto(f"{app.url}/document/2")
    page.get_by_text("Show who coded what").click()
    page.get_by_role("button", name="Show, and record it").click()
    page.wait_for_load_state()


def screens(app, page, more):
    """The addresses of all screens that are there."""
    page.goto(app.url)
    heads = [link.get_attribute("href") for link in page.locator("nav[aria-label=Screens] a").all()]
    return *heads, *BESIDE, *more


def amiss(app, page, path):
    """What is wrong with a screen: in how it is built, how wide it is, and for whom it cannot be read."""
    page.goto(app.url + path)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0, timeout=30_000)
    found = [] if page.locator("h1").count() == 1 else ["not one h1"]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{wide} wide at {width}"] if wide > width else []
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    if not page.evaluate(STILL):
        found.append("something moves")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{theme}: {each}" for each in violations(page)]
    return [f"{path}: {each}" for each in found]


def all_amiss(app, page, *more):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    seen = watched(page)
    found = [each for path in screens(app, page, more) for each in amiss(app, page, path)]
    refused = [each for each in seen.errors if "status of 4" not in each]
    assert {urlsplit(address).netloc for address in seen.addresses} == {urlsplit(app.url).netloc}
    return found + refused + seen.dialogs


def test_every_screen_of_a_study_under_review_can_be_read_by_everybody(page, tmp_path):
    with let_in(page, coded_demo(tmp_path / "study.db")) as app:
        reviewed(app, page)
        assert all_amiss(app, page, "/export/codings.csv") == []


@pytest.mark.parametrize("made", [empty, uncoded, all_decided])
def test_every_screen_of_a_study_with_little_in_it_can_be_read_by_everybody(page, tmp_path, made):
    with let_in(page, made(tmp_path / "study.db")) as app:
        assert all_amiss(app, page) == []


def test_every_screen_that_may_only_be_looked_at_can_be_read_by_everybody(page, tmp_path):
    study = all_decided(tmp_path / "study.db")
    with let_in(page, study, "--read-only") as app:
        assert all_amiss(app, page) == []
        page.goto(f"{app.url}/case/1")
        assert page.locator("main button").count() == 0


def test_with_tab_alone_each_link_and_button_of_a_case_is_reached_once_in_order_and_shows_it(page, tmp_path):
    with let_in(page, coded_demo(tmp_path / "study.db")) as app:
        reviewed(app, page)
        page.goto(f"{app.url}/case/2")
        reached = list(walked(page))
    assert reached[0] == "Skip to content"
    order = ["Previous", "Reveal who is who", "A a", "Neither", "Save codes", "Undo", "All keys"]
    places = [next(i for i, text in enumerate(reached) if text.startswith(each)) for each in order]
    assert places == sorted(places)


def walked(page):
    """What Tab reaches from the top of the page to its end, each in its own words; what shows no focus fails."""
    page.evaluate("document.activeElement.blur()")
    for _ in range(200):
        page.keyboard.press("Tab")
        now = page.evaluate("""() => {
          const at = document.activeElement;
          if (at === document.body) return null;
          const style = getComputedStyle(at);
          const box = at.getBoundingClientRect();
          const shown = (style.outlineStyle !== "none" || style.boxShadow !== "none") && box.width > 0;
          const again = at.dataset.walked;
          at.dataset.walked = "yes";
          return { text: (at.innerText || at.name || at.id || "").trim().replace(/\\s+/g, " "), shown, again };
        }""")
        if now is None or now["again"]:
            return
        assert now["shown"], now
        yield now["text"]
    raise AssertionError("Tab comes to no end")


def test_on_paper_the_figures_and_the_cases_are_whole_and_what_cannot_be_pressed_is_left_out(page, tmp_path):
    with let_in(page, coded_demo(tmp_path / "study.db")) as app:
        reviewed(app, page)
        for path in ("/agreement", "/queue", "/case/2"):
            page.goto(app.url + path)
            expect(page.locator("main [aria-busy=true]")).to_have_count(0, timeout=30_000)
            page.emulate_media(media="print", color_scheme="dark")
            for each in page.locator("button, .foot, nav[aria-label=Screens], select").all():
                assert not each.is_visible()
            assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
            assert page.evaluate(CUT) == 0
            page.emulate_media(media="screen")
