"""A review of 10,000 cases in a study of 100,000 segments: seconds to draw it, milliseconds for what a page asks for.

    python benchmarks/review.py [--segments 100000]

The study is synthetic: a person and a model agree on nine segments of ten.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from codebook import Code, Codebook
from evaluation.review.cases.rounds import current_review, design_of
from runs import Assignment, Coding, Grounding, RaterKind, Transcript, Turn
from runs.coding_store import add_codebook, add_codings
from runs.reviews.events import add_event, add_events
from runs.reviews.queue import CaseFilter, Order, count_by, count_cases, next_open_case, page_of_cases
from runs.reviews.records import CaseState, EventKind, NewEvent
from runs.reviews.undoing import redo, undo
from runs.study import Study
from runs.transcript_store import add_transcript

TURNS, CODES, NOW = 500, 20, "2026-01-01T00:00:00+00:00"
SAID = "In that week it was all too much for me, and I told them so. " * 3


def transcript(number: int, turns: int) -> Transcript:
    """An interview in which P says the same in each turn."""
    label = "P: "
    size = len(label) + len(SAID) + 2
    return Transcript(
        document=f"t{number:04}",
        text="".join(f"{label}{SAID}\n\n" for _ in range(turns)),
        turns=tuple(
            Turn(position=i + 1, speaker="P", start=i * size + len(label), end=i * size + len(label) + len(SAID))
            for i in range(turns)
        ),
        format="synthetic",
    )


def coded(text: Transcript, rater: str, first: int) -> Iterator[Coding]:
    """What a rater said of the turns of an interview."""
    for i, turn in enumerate(text.turns):
        segment = first + i
        code = f"code {(segment + (rater == 'model' and segment % 10 == 0)) % CODES}"
        quotation = text.text[turn.start : turn.end]
        given = Assignment(code=code, quotation=quotation, start=turn.start, end=turn.end, grounding=Grounding.UNIT)
        yield Coding(document=text.document, rater=rater, start=turn.start, end=turn.end, assignments=(given,))


def filled(study: Study, segments: int) -> None:
    """Put interviews and the codings of a person and a model into a study."""
    add_codebook(study, Codebook(name="b", codes=tuple(Code(name=f"code {i}") for i in range(CODES))), now=NOW)
    for first in range(0, segments, TURNS):
        text = transcript(first // TURNS, min(TURNS, segments - first))
        add_transcript(study, text, now=NOW)
        for rater in ("Ann", "model"):
            add_codings(study, coded(text, rater, first), {"model": RaterKind.MODEL}, now=NOW)


def told(what: str, work: Callable[[], object], *, times: int = 1) -> object:
    """Do something some times, and print how long it took."""
    seconds: list[float] = []
    result: object = None
    for _ in range(times):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    print(f"{what:<58}{1000 * median(seconds):>12,.2f} ms", flush=True)
    return result


def decision(case: int, request: str, batch: str = "") -> NewEvent:
    content = {"choice": "a", "assignments": [], "shown": ["Ann", "model"], "revealed": False}
    return NewEvent(
        scope="review 1",
        kind=EventKind.DECIDED,
        reviewer="Lena",
        request=request,
        case=case,
        content=content,
        batch=batch,
    )


def measured(study: Study) -> None:
    """Print how long everything takes that a review does."""
    design = design_of(study, ("Ann", "model"), seed=1)
    told("draw and store the cases", lambda: current_review(study, design, now=NOW))
    told("nothing changed", lambda: current_review(study, design, now=NOW), times=20)
    study.connection.execute("update reviews set drawn_from = ''")
    told("draw them anew, all the same", lambda: current_review(study, design, now=NOW))
    every = CaseFilter()
    for order in Order:
        middle = page_of_cases(study, 1, every, order, limit=5000)[-1].number
        told(f"page of 50, {order}", lambda o=order, m=middle: page_of_cases(study, 1, every, o, after=m), times=50)
        told(f"next open case, {order}", lambda o=order, m=middle: next_open_case(study, 1, every, o, m), times=50)
    told("count by state", lambda: count_cases(study, 1, every), times=50)
    coded_1 = CaseFilter(code="code 1", state=CaseState.OPEN)
    told("count of one code", lambda: count_cases(study, 1, coded_1), times=50)
    told("page of one code", lambda: page_of_cases(study, 1, coded_1, Order.WORST), times=50)
    told("page of words that nobody said", lambda: page_of_cases(study, 1, CaseFilter(words="q"), Order.TEXT), times=5)
    for what in ("document", "code", "speaker", "kind", "reviewer"):
        told(f"count by {what}", lambda w=what: count_by(study, 1, w), times=10)
    numbers = [case.number for case in page_of_cases(study, 1, every, Order.TEXT, limit=20_000)]
    requests = iter(range(100_000))
    told("one decision", lambda: add_event(study, decision(numbers[0], f"one {next(requests)}"), now=NOW), times=50)
    batch = [decision(number, f"bulk {number}", batch="bulk") for number in numbers]
    told(f"{len(batch):,} decisions at once", lambda: add_events(study, batch, now=NOW))
    told("next open case where none is", lambda: next_open_case(study, 1, every, Order.WORST, numbers[5]), times=20)
    told("undo them", lambda: undo(study, "review 1", "Lena", request="u", now=NOW))
    told("redo them", lambda: redo(study, "review 1", "Lena", request="r", now=NOW))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--segments", type=int, default=100_000)
    segments = asked.parse_args().segments
    with tempfile.TemporaryDirectory() as folder, closing(Study(Path(folder) / "study.db", create=True)) as study:
        told(f"make a study of {segments:,} segments", lambda: filled(study, segments))
        measured(study)


if __name__ == "__main__":
    main()
