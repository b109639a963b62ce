"""The review app in a study of 10,000 disagreements in 100,000 segments: pages, and from a key to the next case.

    python benchmarks/review_app.py [--segments 100000] [--study FILE]

The study is synthetic; it is made in FILE where there is none. The real server answers. Printed are the seconds and the
memory until the first page; for each page the first time and the median of all others, with the server's own time on
the processor, which other work on the machine leaves alone; and in Chromium the time from a key that decides until the
next case is painted.
"""

import argparse
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests"), str(HERE)]

from chromium import ARGUMENTS, chromium
from playwright.sync_api import sync_playwright
from review import NOW, filled
from review_server import next_link, served

from evaluation.review.cases.rounds import current_review, design_of
from runs.study import Study

PAGES = (
    "/",
    "/queue",
    "/queue?after={case}",
    "/queue?order=text",
    "/queue?order=random",
    "/queue?code=code+1",
    "/queue?document=t0100",
    "/queue?state=open&speaker=P",
    "/queue?words=nobody+said+this",
    "/queue/news?review=1",
    "/queue/bulk?review=1&choice=neither",
    "/case/{case}",
    "/case/{case}?order=text",
    "/case/{case}?code=code+1&kind=conflict",
    "/documents",
    "/document/100",
    "/runs",
    "/history",
    "/export",
    "/settings",
    "/help",
)
PAINTED = """() => new Promise((done) => {
  const from = location.pathname, began = performance.now();
  const look = () => {
    if (location.pathname === from || document.documentElement.dataset.saving) return setTimeout(look);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  };
  document.querySelector('[data-key="KEY"]').click();
  look();
})"""
"""Milliseconds from a key's button to the first frame with the next case, and what the server has stored."""


def processor_seconds(process: int) -> float:
    """What a process has used of the processor so far."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident(process: int) -> int:
    """The megabytes of memory that a process holds."""
    told = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    (line,) = (line for line in told if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def paged(app, case: int, times: int, pages: tuple[str, ...] = PAGES) -> None:
    print(f"{'page':<44}{'first':>9}{'median':>9}{'processor':>11}  ms")
    for pattern in pages:
        path, taken = pattern.format(case=case), []
        for number in range(times + 1):
            if number == 1:
                used = processor_seconds(app.process.pid)
            began = time.perf_counter()
            assert app.ask(path).status == 200, path
            taken.append(1000 * (time.perf_counter() - began))
        own = 1000 * (processor_seconds(app.process.pid) - used) / times
        print(f"{path:<44}{taken[0]:>9,.0f}{median(taken[1:]):>9,.0f}{own:>11,.0f}", flush=True)


def computed(app, times: int) -> None:
    """The agreement page, first while its figures are computed."""
    began = time.perf_counter()
    while "being computed" in app.ask("/agreement").text:
        time.sleep(0.2)
    print(f"figures of /agreement after {time.perf_counter() - began:.1f} s, {resident(app.process.pid)} MB")
    paged(app, 0, times, ("/agreement",))


def decided(app, case: int, times: int) -> None:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page()
        page.goto(app.link)
        app.link = next_link(app.process)
        page.goto(f"{app.url}/case/{case}")
        used, taken = processor_seconds(app.process.pid), []
        for number in range(times):
            taken.append(page.evaluate(PAINTED.replace("KEY", "abmx"[number % 4])))
        own = 1000 * (processor_seconds(app.process.pid) - used) / times
        browser.close()
    worst = sorted(taken)[int(0.95 * times)]
    print(f"key to next case painted: median {median(taken):,.0f} ms, 95 of 100 under {worst:,.0f} ms", end="")
    print(f"; processor of the server {own:,.0f} ms each")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--segments", type=int, default=100_000)
    asked.add_argument("--study", type=Path)
    asked.add_argument("--times", type=int, default=50)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.study or Path(folder) / "study.db"
        if not path.exists():
            with closing(Study(path, create=True)) as study:
                filled(study, given.segments)
                current_review(study, design_of(study, ("Ann", "model"), seed=1), now=NOW)
        with closing(Study(path)) as study:
            cases = [number for (number,) in study.connection.execute("select id from cases where state = 'open'")]
        began = time.perf_counter()
        with served(path, "--reviewer", "Lena") as app:
            started = time.perf_counter() - began
            app.ask("/")
            shown = time.perf_counter() - began
            print(f"{len(cases):,} open cases in {given.segments:,} segments; listens after {started:.1f} s,", end=" ")
            print(f"first page after {shown:.1f} s, {resident(app.process.pid)} MB", flush=True)
            paged(app, cases[len(cases) // 2], given.times)
            decided(app, cases[0], given.times)
            computed(app, given.times)


if __name__ == "__main__":
    main()
