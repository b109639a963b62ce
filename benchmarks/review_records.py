"""Runs, history and export in a study of 100,000 segments, 100,000 requests and 20,000 events: milliseconds a page.

    python benchmarks/review_records.py [--segments 100000]

The study is synthetic. The real server answers; each page is asked for several times, and the first time is told too.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests"), str(HERE)]

from review import NOW, decision, filled
from review_server import served

from evaluation.review.cases.rounds import current_review, design_of
from runs.ledger.entries import begin_exchange, begin_run, note_received
from runs.records import Segment
from runs.reviews.events import add_events
from runs.reviews.queue import CaseFilter, Order, page_of_cases
from runs.study import Study

PAGES = (
    "/runs",
    "/run/1",
    "/run/1/figures",
    "/run/1/requests",
    "/run/1/requests?after={middle}",
    "/run/1/requests?document=t0100",
    "/run/1/requests?became=failed",
    "/run/1/requests?became=failed&document=t0100",
    "/run/1/requests?state=error",
    "/run/1/request/{middle}",
    "/history",
    "/history?before={event}",
    "/history?reviewer=nobody",
    "/history?kind=flagged",
    "/history?document=t0100",
    "/history/back-to/{event}",
    "/export",
)


def with_a_run(study: Study) -> int:
    """Write down a request for each segment that the model coded, as a run does; how many there are."""
    db = study.connection
    (rater,) = db.execute("select id from raters where name = 'model'").fetchone()
    run = begin_run(study, key="k", rater=rater, codebook=1, model="model", settings="{}", now=NOW)
    rows = db.execute(
        "select document, start, end from codings c join transcripts t on t.id = c.transcript_id where rater_id = ?",
        [rater],
    ).fetchall()
    shared = json.dumps({"parameters": {}, "messages": []})
    body = {"model": "model", "choices": [{"message": {"content": "{}"}}], "usage": {"prompt_tokens": 900}}
    with study.writing():
        db.execute("update codings set run_id = ? where rater_id = ?", [run, rater])
        for number, (document, start, end) in enumerate(rows):
            about = Segment(document=document, start=start, end=end, turn=1, speaker="P")
            own = json.dumps({"head": "s", "form": "s", "messages": [{"role": "user", "content": "x" * 800}]})
            sent = begin_exchange(
                study, run, str(number), own, {"s": shared}, usable=bool, now=NOW, cost=0.001, about=[about]
            )
            answer = json.dumps(body | {"id": number, "more": "y" * 400})
            note_received(study, sent, answer, http_status=200, seconds=1.0, cost=0.001)
        db.execute("update codings set status = 'failed' where rater_id = ? and id % 1000 = 0", [rater])
    return len(rows)


def with_events(study: Study, events: int) -> int:
    """Decide cases one after the other; how many events there are."""
    current_review(study, design_of(study, ("Ann", "model"), seed=1), now=NOW)
    cases = [case.number for case in page_of_cases(study, 1, CaseFilter(), Order.TEXT, limit=20_000)]
    for first in range(0, events, len(cases)):
        numbers = cases[: events - first]
        add_events(study, [decision(number, f"{first} {number}") for number in numbers], now=NOW)
    return events


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--segments", type=int, default=100_000)
    segments = asked.parse_args().segments
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "study.db"
        with closing(Study(path, create=True)) as study:
            filled(study, segments)
            requests = with_a_run(study)
            events = with_events(study, 20_000)
        with served(path, "--reviewer", "Lena") as app:
            app.post(f"/run/1/request/{requests // 2}")
            for pattern in PAGES:
                page = pattern.format(middle=requests // 2, event=events // 2)
                seconds: list[float] = []
                for _ in range(7):
                    began = time.perf_counter()
                    assert app.ask(page).status == 200, page
                    seconds.append(time.perf_counter() - began)
                first, usual = 1000 * seconds[0], 1000 * median(seconds)
                print(f"{page:<50}{first:>10,.0f} ms first {usual:>10,.0f} ms usual", flush=True)


if __name__ == "__main__":
    main()
