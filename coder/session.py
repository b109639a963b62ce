"""A batch run as a library call: begins or resumes a run, asks what is missing, and says how it ended.

In a notebook: ``await code(study, Plan(model_of("gpt-...", None, key=...)))``. Cancelling the task, as stopping the
cell does, lets nothing more go, waits for what is under way, and keeps it; the same call goes on from there.
"""

import json
import platform
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from importlib.metadata import version
from typing import NamedTuple

from coder.asking import Asker
from coder.endpoint import Endpoint
from coder.hosts import host_of
from coder.memory import short_collections
from coder.models import Access, Model, Reach, behind_its_address
from coder.money.budget import Budget
from coder.money.metering import Meter
from coder.money.prices import Price
from coder.pacing import Pacer
from coder.plan import Plan
from coder.progress import Progress, Tally, telling
from coder.requests import Framing
from coder.run import code_segments, pass_over
from coder.shortlist import Embed, embedder
from coder.work import Work, work
from runs import CodingStatus, Rater, RaterKind
from runs.coding_store import known_probabilities, rater_number
from runs.ledger.entries import Spent, begin_run, finish_run, run_summaries, runs_of, spent
from runs.sharing.lease import lease
from runs.sharing.writer import Writer
from runs.study import Study

Clock = Callable[[], float]
"""Seconds that never go back, whatever happens to the time of day."""

Watch = Callable[[Progress], None]
"""Told how far a run is, about once a second and at its end."""


class Terms(NamedTuple):
    """What a run may cost."""

    price: Price | None = None
    """What the model's tokens cost; None where that is not known, so that no cost is kept."""
    max_cost: float | None = None
    """US dollars that the run may cost, all that it cost before included."""
    max_requests: int | None = None
    """How many requests the run may send, those that it sent before included."""


NO_LIMITS = Terms()
"""Nothing is known of prices, and nothing is capped."""


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
    left: int
    """Segments that were not asked about yet, because of a limit."""
    cost: float | None
    """US dollars that the run has cost so far; None where the price is not known."""
    codes_given: int
    """How many codes the run has given so far."""
    with_probability: int | None
    """Of how many of them it is known how probable the model found them; None where that was not asked for."""
    seconds: float


async def code(
    study: Study,
    plan: Plan,
    terms: Terms = NO_LIMITS,
    *,
    reach: Reach = behind_its_address,
    embed: Callable[[], Embed] = embedder,
    watch: Watch = lambda progress: None,
) -> Outcome:
    """Begin or resume the run that the plan names, and ask about each segment that has no answer yet.

    Args:
        study: The study.
        plan: The run.
        terms: What it may cost.
        reach: Makes the model reachable.
        embed: Makes the embedding that a small model's questions need.
        watch: Told how far the run is.

    Raises:
        IntercoderError: The run could not begin or go on, as told in ``coder.errors``; what came is kept.
    """
    return await carry_out(work(study, plan, embed=embed), terms, reach=reach, watch=watch)


async def carry_out(
    todo: Work,
    terms: Terms = NO_LIMITS,
    *,
    reach: Reach = behind_its_address,
    watch: Watch = lambda progress: None,
    clock: Clock = time.monotonic,
) -> Outcome:
    """As ``code``, of work that was looked at before."""
    began = clock()
    study, plan = todo.study, todo.plan
    if todo.run and not todo.waiting:
        return _outcome(todo, todo.run, todo.rater, {}, seconds=clock() - began)
    with lease(study, f"coding with {plan.model.name}", now=_now()):
        todo = todo.looked_at_again()
        count = todo.to_ask()
        with reach(plan.model) if count else nullcontext(Access(None, "")) as access:
            run, rater = _begun(todo, terms)
            far = pass_over(study, todo.passed_over(), rater=rater, run=run)
            tally = Tally(count, clock=clock)
            if count:
                await _ask(todo, terms, access, run, rater, tally, watch)
        whole = plan.within is None and count == todo.waiting - far
        if whole and not tally.states[CodingStatus.FAILED]:
            finish_run(study, run, now=_now())
    seconds = clock() - began
    return _outcome(todo, run, rater, dict(tally.states), asked=count, passed_over=far, seconds=seconds)


async def _ask(todo: Work, terms: Terms, access: Access, run: int, rater: str, tally: Tally, watch: Watch) -> None:
    plan = todo.plan
    endpoint, pacer = Endpoint(access.base_url, access.key), Pacer(plan.at_once)
    framing = framing_of(todo)
    budget = _budget(terms, spent(todo.study, run))
    meter = Meter(terms.price, budget, output_limit=plan.parameters["max_tokens"])
    try:
        with short_collections(), closing(Writer(todo.study)) as writer:
            asker = Asker(writer, run, endpoint, framing=framing, pacer=pacer, meter=meter, failed=tally.note_failure)
            async with telling(watch, tally, pacer, meter):
                await code_segments(
                    writer,
                    asker,
                    pacer,
                    todo.packs(),
                    todo.texts,
                    questions=todo.questions,
                    rater=rater,
                    run=run,
                    concurrency=plan.at_once,
                    done=tally.note,
                )
    finally:
        await endpoint.close()


def framing_of(todo: Work) -> Framing:
    """What makes the requests of a run."""
    plan = todo.plan
    return Framing(
        plan.model.address,
        todo.questions.shared,
        plan.parameters,
        replicate=plan.replicate,
        strict=not plan.model.small,
    )


def _budget(terms: Terms, before: Spent) -> Budget:
    return Budget(
        max_cost=terms.max_cost,
        max_requests=terms.max_requests,
        spent=before.cost or 0,
        requests=before.requests,
    )


def _begun(todo: Work, terms: Terms) -> tuple[int, str]:
    """The run's number and its rater's name: the model's for its first run, then ``MODEL, run N``."""
    if todo.run:
        return todo.run, todo.rater
    model = todo.plan.model
    earlier = runs_of(todo.study, model.name)
    name = f"{model.name}, run {earlier + 1}" if earlier else model.name
    rater = rater_number(todo.study, Rater(name=name, kind=RaterKind.MODEL))
    run = begin_run(
        todo.study,
        key=todo.key,
        rater=rater,
        codebook=todo.codebook_number,
        model=model.name,
        settings=todo.plan.settings,
        now=_now(),
        made_with=_made_with(model, terms.price, todo.segments),
    )
    return run, name


def _made_with(model: Model, price: Price | None, segments: int) -> str:
    names = ("intercoder", "openai", "instructor", "pydantic", "httpx2", "sqlite-utils")
    return json.dumps(
        {
            "python": platform.python_version(),
            "packages": {name: version(name) for name in names},
            "host": "this process" if model.small else host_of(model.base_url),
            "price": price.model_dump(mode="json") if price else None,
            "segments": segments,
        },
        sort_keys=True,
    )


def _outcome(
    todo: Work, run: int, rater: str, states: dict[str, int], *, seconds: float, asked: int = 0, passed_over: int = 0
) -> Outcome:
    became: Counter[str] = Counter(next(each.segments for each in run_summaries(todo.study) if each.run == run))
    codes_given, with_probability = known_probabilities(todo.study, run)
    unusable = sum(became[status] for status in CodingStatus if status is not CodingStatus.CODED)
    return Outcome(
        run=run,
        rater=rater,
        segments=todo.segments,
        asked=asked,
        passed_over=passed_over,
        states=states,
        unanswered=unusable,
        left=max(0, todo.waiting - asked - passed_over),
        cost=spent(todo.study, run).cost,
        codes_given=codes_given,
        with_probability=with_probability if todo.plan.logprobs else None,
        seconds=seconds,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
