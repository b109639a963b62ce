"""Which model and which way of asking to embed: each on the demo study, next to its two people and their consensus.

    python benchmarks/embedded_models.py FOLDER [--only NAME ...]

Fetches the weights it needs into FOLDER (up to 1.9 GB). One line each: seconds for the whole study, quotations
that do not stand in the text, pooled kappa (De Vries) with each person and the consensus, kappa of "any code".
"""

import argparse
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path

from coder.cli.coding.coding import run_code
from coder.cli.coding.demonstration import import_demo
from coder.embedded import served
from coder.models import Model
from coder.plan import Plan
from coder.questions import UNASKED
from coder.shortlist import Shortlist, embedder
from coder.weights import GEMMA_270M, QWEN_0_5B, QWEN_1_5B, Weights, cached_weights, wheel_by_pip
from evaluation.reports.of_study import report_of
from evaluation.study_table import table_of
from runs import Assignment, Coding, Grounding, RaterKind, Unit
from runs.coding_store import add_codings, codings, latest_codebook
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts

RATERS = ("Rater A", "Rater B", "Consensus")
BRIEF: dict[str, Weights] = {"1.5B brief": QWEN_1_5B, "0.5B brief": QWEN_0_5B, "270M brief": GEMMA_270M}
FULL: dict[str, Weights] = {"1.5B full": QWEN_1_5B}


def demo_study(path: Path) -> Study:
    study = Study(path, create=True)
    import_demo(study)
    return study


def without_model(study: Study, *, unasked: float) -> str:
    """The nearest code of each turn but the given share, those that lie farthest; the turn is the quotation."""
    texts, book = transcripts(study), latest_codebook(study)
    assert book is not None
    segments = segments_of(texts.values(), Unit.TURN)
    said = [texts[s.document].text[s.start : s.end] for s in segments]
    shortlist = Shortlist(book[1], said, embedder(), size=1)
    far = shortlist.farthest(unasked)
    made = [
        Coding(
            document=s.document,
            rater="embedding",
            start=s.start,
            end=s.end,
            assignments=()
            if index in far
            else (Assignment(code=code, quotation=text, start=s.start, end=s.end, grounding=Grounding.UNIT),),
        )
        for index, (s, text, (code,)) in enumerate(zip(segments, said, shortlist.of_background, strict=True))
    ]
    add_codings(study, made, {"embedding": RaterKind.MODEL}, now="")
    return "embedding"


def with_model(study: Study, name: str, weights: Path) -> str:
    if name in BRIEF:
        model = Model(name=name, address="embedded", small=True, weights=weights)
        return run_code(study, Plan(model)).rater
    with served(weights) as local:
        model = Model(name=name, address="embedded", small=False, base_url=local.base_url, key=local.key)
        return run_code(study, Plan(model)).rater


def judged(study: Study, rater: str) -> Iterator[str]:
    for other in RATERS:
        report = report_of(study, table_of(study, Unit.TURN, None, (other, rater)))
        kappa = report.pairs[0].row("pooled kappa (De Vries)").kappa.value
        any_code = report.pairs[0].row("any code").kappa.value
        yield f"{other} {kappa:.2f} (any {any_code:.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}", flush=True)
    names = ("embedding, all", "embedding, 70 %", *BRIEF, *FULL)
    for name in given.only or names:
        study = demo_study(given.folder / f"{name}.db")
        began = time.monotonic()
        if name in BRIEF | FULL:
            rater = with_model(study, name, cached_weights((BRIEF | FULL)[name], given.folder, fetch=wheel_by_pip))
        else:
            rater = without_model(study, unasked=0 if name.endswith("all") else UNASKED)
        seconds = time.monotonic() - began
        made = [a for coding in codings(study) if coding.rater == rater for a in coding.assignments]
        lost = sum(a.grounding is Grounding.UNGROUNDED for a in made)
        figures = "; ".join(judged(study, rater))
        print(f"{name}: {seconds:.0f} s, {len(made)} assignments, {lost} ungrounded; {figures}", flush=True)
        study.close()


if __name__ == "__main__":
    main()
