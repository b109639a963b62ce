"""Pictures of every screen of the review app, light and dark, of the demo: ``python docs/screenshots.py``.

They are written to ``docs/screenshots/``, always of the same study, decisions and time. Needs Chromium.
"""

import shutil
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
sys.path += [str(HERE.parent), str(HERE.parent / "tests")]

from chromium import ARGUMENTS, MISSING, chromium
from coded_demo import coded_demo
from palette import with_palette

from evaluation.review.app import application
from evaluation.review.gate.hosts import LOOPBACK, allowed_hosts
from evaluation.review.server import listening, serve
from evaluation.review.settings import ReviewSettings

TO = HERE / "screenshots"
SIZE = {"width": 1280, "height": 800}
BEGUN = datetime(2026, 1, 15, 9, tzinfo=UTC)
PACE = timedelta(seconds=24)
DECIDED = "abaxmaabbaax"
"""The keys that the first cases are decided with."""
BESIDE = {
    "case": "/case/{next}",
    "case-decided": "/case/{decided}",
    "bulk": "/queue/bulk?review=1&choice=neither",
    "agreement-codes": "/agreement#plot",
    "document": "/document/1",
    "run": "/run/1",
    "requests": "/run/1/requests",
    "help": "/help",
}
"""Screens that no link of the head leads to; the others are where these links lead."""


class Clock:
    """A time that goes on when it is told to."""

    now = BEGUN

    def __call__(self) -> datetime:
        """The time now."""
        return self.now


@contextmanager
def served(study: Path, clock: Clock) -> Iterator[tuple[str, str]]:
    """The review app of a study: its address and the link that lets a browser in, while the block lasts."""
    numbers = count()
    with listening("127.0.0.1", 0) as socket:
        port: int = socket.getsockname()[1]
        settings = ReviewSettings(
            study=study,
            port=port,
            address=f"http://127.0.0.1:{port}",
            hosts=allowed_hosts(LOOPBACK, port),
            clock=clock,
            secret=lambda: f"secret-{next(numbers)}",
            free_space=lambda path: shutil.disk_usage(path.absolute().parent).free,
            tell_link=lambda link: None,
        )
        app = application(settings)
        Thread(target=serve, args=(app, socket), daemon=True).start()
        yield settings.address, app.state.review.offer_link()


def decide(page: Page, url: str, clock: Clock) -> dict[str, str]:
    """Begin a review of a person and the model, and decide the first cases by keys.

    Returns:
        The numbers of a case that is decided and of the next that is not.
    """
    page.goto(f"{url}/queue")
    page.select_option("[name=first]", "Rater A")
    page.select_option("[name=second]", "qwen2.5-coder-1.5b-instruct-q4_k_m")
    page.get_by_role("button", name="Begin this review").click()
    page.get_by_role("button", name="Begin reviewing").click()
    places = [_place(page, "")]
    for key in DECIDED:
        clock.now += PACE
        if len(places) == 3:
            page.keyboard.press("f")
            page.locator("#flag-note:focus").fill("Do other people's workarounds count?")
            page.keyboard.press("Enter")
            page.locator("#flag .kind-flagged").wait_for()
        page.keyboard.press(key)
        places.append(_place(page, places[-1]))
    return {"next": places[-1], "decided": places[3]}


def _place(page: Page, before: str) -> str:
    """The number of the case that is shown, once it is another one."""
    page.wait_for_url(lambda url: "/case/" in url and _number(url) != before)
    page.locator("#case-title").wait_for()
    return _number(page.url)


def _number(url: str) -> str:
    return url.partition("/case/")[2].partition("?")[0]


def pictures(browser: Browser, url: str, link: str, clock: Clock) -> None:
    """Take the picture of every screen in both themes."""
    context = browser.new_context(viewport=SIZE, timezone_id="UTC", locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.clock.set_fixed_time(BEGUN)
    page.goto(link)
    places = decide(page, url, clock)
    page.goto(url)
    heads = {a.text_content().split()[0].lower(): a.get_attribute("href") for a in page.locator("nav li a").all()}
    screens = {name: path.format(**places) for name, path in BESIDE.items()}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for name, path in (heads | screens).items():
            page.goto(f"{url}{path}")
            page.locator("[aria-busy=true]").first.wait_for(state="detached")
            (TO / f"{name}-{theme}.png").write_bytes(with_palette(_picture(page)))


def _picture(page: Page) -> bytes:
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
    session.detach()
    return b64decode(taken["data"])


def main() -> None:
    """Write all pictures anew."""
    path = chromium()
    if path is None:
        raise SystemExit(MISSING)
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir()
    clock = Clock()
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        with served(coded_demo(Path(folder) / "work-and-care.db"), clock) as (url, link):
            pictures(browser, url, link, clock)
        browser.close()


if __name__ == "__main__":
    main()
