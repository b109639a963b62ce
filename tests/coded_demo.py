"""The demo's study, coded: with the run that ``make demo`` made of it once, so that no model is needed."""

import json
from contextlib import closing
from pathlib import Path

from coder.cli.coding.demonstration import import_demo
from runs import Assignment, Coding, Grounding, Rater, RaterKind, Segment
from runs.coding_store import add_codings, rater_number
from runs.ledger.entries import begin_exchange, begin_run, finish_run, note_received
from runs.study import Study

RECORDED = Path(__file__).with_name("demo_run.jsonl")
"""The run in its first line; then, for each turn, what the model was asked and answered, and what came of it."""


def coded_demo(path):
    """The demo's study: six interviews, two people, their consensus, and the embedded model."""
    run, *segments = map(json.loads, RECORDED.read_text("utf-8").splitlines())
    with closing(Study(path, create=True)) as study:
        import_demo(study)
        rater = rater_number(study, Rater(name=run["model"], kind=RaterKind.MODEL))
        named = {each: run[each] for each in ("key", "model", "settings", "made_with")}
        number = begin_run(study, rater=rater, codebook=1, now=run["started_at"], **named)
        for each in segments:
            if "request" in each:
                _asked(study, number, each, run["parts"])
        made = [_coding(each["coding"], run["model"], number) for each in segments]
        add_codings(study, made, {run["model"]: RaterKind.MODEL}, now=run["finished_at"])
        finish_run(study, number, now=run["finished_at"])
    return path


def _asked(study, run, recorded, parts):
    own = json.loads(recorded["request"])
    shared = {digest: parts[digest] for digest in (own["head"], own["form"])}
    place = {name: recorded["coding"][name] for name in ("document", "start", "end")}
    about = [Segment(**place, turn=0, speaker="")]
    number = begin_exchange(
        study, run, recorded["key"], recorded["request"], shared, usable=bool, now=recorded["sent_at"], about=about
    )
    note_received(study, number, recorded["reply"], http_status=200, seconds=recorded["seconds"])


def _coding(recorded, rater, run):
    given = [
        Assignment(**each | {"grounding": Grounding(each["grounding"])}) for each in recorded.get("assignments", ())
    ]
    return Coding(**recorded | {"rater": rater, "run": run, "assignments": tuple(given)})
