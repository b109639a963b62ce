"""What ``intercoder code`` does: a run of one model over a study."""

import asyncio
import hashlib
import json
import time
from collections import Counter
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from typing import Any, NamedTuple

import click

from codebook import Codebook, InputError
from coder.asking import Asker
from coder.cli.models import Access, Model, reached
from coder.cli.progress import Note, coding_progress
from coder.endpoint import Endpoint
from coder.pacing import Pacer
from coder.questions import Questions, brief_questions, full_questions, style_fingerprint
from coder.requests import Framing
from coder.run import code_segments, packed, pass_over, pending
from coder.shortlist import embedder
from runs import CodingStatus, Rater, RaterKind, Segment, Transcript, Unit
from runs.coding_store import latest_codebook, rater_number
from runs.lease import lease
from runs.ledger import begin_run, finish_run, run_summaries, run_with, runs_of
from runs.segments import segments_of
from runs.study import Study
from runs.transcript_store import transcripts
from runs.writer import Writer


class Outcome(NamedTuple):
    """How a run ended."""

    run: int
    rater: str
    segments: int
    asked: int
    passed_over: int
    """Segments that were taken to have no code without asking."""
    states: dict[str, int]
    """How many of the segments asked about have each status now."""
    unanswered: int
    """Segments of the whole run that failed, were refused, or whose answer was cut off."""
    seconds: float


def told(done: Outcome) -> str:
    """The outcome in a sentence or two."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(done.states.items())) or "nothing was left to do"
    said = f"Run {done.run} by {done.rater}: {done.segments} segments, {done.asked} asked about: {states}."
    if done.passed_over:
        said += f" {done.passed_over} lie far from every code and were taken to have none, without asking."
    if done.unanswered:
        said += f" {done.unanswered} have no usable answer: they are missing, not without a code."
    return said


def run_code(
    study: Study, model: Model, *, unit: Unit, speakers: frozenset[str] | None, concurrency: int, pack: int = 1
) -> Outcome:
    """How the run ended: each segment that had no answer yet was asked about.

    Raises:
        InputError: The study has no transcripts or no codebook, or a small model was to answer packs.
        WeightsError: A small model was asked for, and it or the embedding cannot be had.
    """
    if model.small and pack > 1:
        raise InputError("A model on this machine is asked about one segment at a time.", do="Leave --pack out.")
    began = time.monotonic()
    texts, number, codes = _material(study)
    segments = segments_of(texts.values(), unit, speakers=speakers)
    if not segments:
        raise InputError("There is nothing to code.", why="No turn is by the speakers meant.", do="Name --speakers.")
    parameters = _parameters(model, pack)
    settings = _settings(model, parameters, unit, pack)
    key = hashlib.sha256(f"{settings}\n{codes.fingerprint}".encode()).hexdigest()
    known = run_with(study, key)
    waiting = pending(study, known[0], segments) if known else segments
    if known and not waiting:
        return Outcome(*known, len(segments), 0, 0, {}, _unanswered(study, known[0]), time.monotonic() - began)
    questions = _questions(model, codes, texts, segments, packs=pack > 1)
    asked = tuple(s for s in waiting if s not in questions.unasked)
    made: Counter[str] = Counter()
    held = lease(study, f"coding with {model.name}", now=_now())
    with held, reached(model) if asked else nullcontext(Access(None, "")) as access:
        run, rater = known or _begin(study, model.name, number, key, settings)
        far = pass_over(study, [s for s in waiting if s in questions.unasked], rater=rater, run=run)
        with coding_progress(len(asked), made) as note:
            asking = _Asking(study, model.address, access, run, rater, texts, questions, parameters, not model.small)
            asyncio.run(asking.ask(packed(asked, pack), concurrency, note))
    if not made[CodingStatus.FAILED]:
        finish_run(study, run, now=_now())
    lacking = _unanswered(study, run)
    return Outcome(run, rater, len(segments), len(asked), far, dict(made), lacking, time.monotonic() - began)


def _unanswered(study: Study, run: int) -> int:
    became = next(each.segments for each in run_summaries(study) if each.run == run)
    return sum(became.get(status, 0) for status in CodingStatus if status is not CodingStatus.CODED)


def _parameters(model: Model, pack: int) -> dict[str, Any]:
    return {"model": model.name, "temperature": 0, "max_tokens": 220 if model.small else 1500 + 500 * pack}


def _settings(model: Model, parameters: dict[str, Any], unit: Unit, pack: int) -> str:
    """What a run is made with, beside the codebook: another setting is another run."""
    return json.dumps(
        {
            "parameters": parameters,
            "unit": unit,
            "address": model.address,
            "brief": model.small,
            "pack": pack,
            "prompts": style_fingerprint(brief=model.small),
        },
        sort_keys=True,
    )


def _questions(
    model: Model, codes: Codebook, texts: dict[str, Transcript], segments: tuple[Segment, ...], *, packs: bool
) -> Questions:
    if model.small:
        click.echo("Looking for the codes that lie near each segment ...", err=True)
        return brief_questions(codes, texts, segments, embedder())
    return full_questions(codes, texts, packed=packs)


def _material(study: Study) -> tuple[dict[str, Transcript], int, Codebook]:
    texts = transcripts(study)
    book = latest_codebook(study)
    if not texts or book is None:
        missing = "transcripts" if not texts else "codebook"
        raise InputError(f"The study has no {missing}.", do="Bring them in with intercoder import.")
    return texts, *book


class _Asking(NamedTuple):
    """What one run asks with."""

    study: Study
    address: str
    access: Access
    run: int
    rater: str
    texts: dict[str, Transcript]
    questions: Questions
    parameters: dict[str, Any]
    strict: bool

    async def ask(self, waiting: list[tuple[Segment, ...]], concurrency: int, note: Note) -> None:
        endpoint = Endpoint(self.access.base_url, self.access.key)
        pacer = Pacer(concurrency)
        framing = Framing(self.address, self.questions.shared, self.parameters, strict=self.strict)
        try:
            with closing(Writer(self.study)) as writer:
                await code_segments(
                    writer,
                    Asker(writer, self.run, endpoint, framing=framing, pacer=pacer),
                    pacer,
                    waiting,
                    self.texts,
                    questions=self.questions,
                    rater=self.rater,
                    run=self.run,
                    concurrency=concurrency,
                    done=note,
                )
        finally:
            await endpoint.close()


def _begin(study: Study, model: str, codebook: int, key: str, settings: str) -> tuple[int, str]:
    """The new run's number and its rater's name: the model's for its first run, then ``MODEL, run N``."""
    earlier = runs_of(study, model)
    name = f"{model}, run {earlier + 1}" if earlier else model
    rater = rater_number(study, Rater(name=name, kind=RaterKind.MODEL))
    run = begin_run(study, key=key, rater=rater, codebook=codebook, model=model, settings=settings, now=_now())
    return run, name


def _now() -> str:
    return datetime.now(UTC).isoformat()
