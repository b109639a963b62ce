"""What ``intercoder code`` does: a run of one model over a study, and what is looked at before it."""

import asyncio
import sys

import click

from coder import session
from coder.cli.coding.models import reached
from coder.cli.coding.progress import coding_progress
from coder.money import estimating
from coder.money.dollars import dollars
from coder.money.estimate_told import told as told_estimate
from coder.money.estimating import Estimate, estimate, learned, size_of
from coder.money.usage import usage_in
from coder.plan import Plan
from coder.session import NO_LIMITS, Outcome, Terms
from coder.shortlist import Embed, embedder
from coder.work import Work, work
from coder.wrapping import form_of
from runs.ledger.past_replies import past_replies
from runs.study import Study


def told(done: Outcome) -> str:
    """The outcome in a few sentences."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(done.states.items())) or "nothing was left to do"
    said = f"Run {done.run} by {done.rater}: {done.segments} segments, {done.asked} asked about: {states}."
    if done.passed_over:
        said += f" {done.passed_over} lie far from every code and were taken to have none, without asking."
    if done.unanswered:
        said += f" {done.unanswered} have no usable answer: they are missing, not without a code."
    if done.left:
        said += f" {done.left} are left for the next time."
    if done.with_probability is not None and done.codes_given:
        said += f" How probable the model found a code is told of {done.with_probability} of {done.codes_given} codes."
    if done.cost:
        said += f" The run has cost {dollars(done.cost)} so far."
    return said


def run_code(study: Study, plan: Plan, terms: Terms = NO_LIMITS, *, ask: bool = False) -> Outcome:
    """How a run ended: each segment that had no answer yet was asked about.

    Args:
        study: The study.
        plan: The run.
        terms: What it may cost.
        ask: Whether somebody who watches is asked before a run that costs something begins.

    Raises:
        IntercoderError: It could not begin or go on; what came is kept.
    """
    todo = work(study, plan, embed=embedding)
    if ask and todo.waiting and not _costs_nothing(terms) and sys.stdin.isatty() and sys.stderr.isatty():
        click.echo("\n".join(told_estimate(estimated(todo, terms))), err=True)
        click.confirm("Begin?", abort=True, err=True)
    with coding_progress() as watch:
        return asyncio.run(session.carry_out(todo, terms, reach=reached, watch=watch))


def run_all(study: Study, plan: Plan, terms: Terms, *, replicates: int, ask: bool) -> list[Outcome]:
    """How each of several runs that ask the same ended."""
    return [run_code(study, plan._replace(replicate=1 + i), terms, ask=ask) for i in range(replicates)]


def estimated(todo: Work, terms: Terms) -> Estimate:
    """What the work will come to, by what was learnt from earlier replies in this study."""
    plan = todo.plan
    past = past_replies(todo.study, plan.model.name)
    learnt = learned((each.characters, usage, each.seconds) for each in past if (usage := usage_in(each.body)))
    return estimate(
        _sizes(todo),
        max_tokens=plan.parameters["max_tokens"],
        price=terms.price,
        concurrency=plan.at_once,
        earlier=learnt,
    )


def _sizes(todo: Work) -> estimating.Work:
    """How long the requests are, as they would be sent."""
    framing, packs = session.framing_of(todo), list(todo.packs())
    made = [framing.request(todo.questions.messages(pack), form_of(todo.questions.expected(pack))) for pack in packs]
    return estimating.Work(
        interviews=len({pack[0].document for pack in packs}),
        segments=sum(map(len, packs)),
        shared=size_of("".join(made[0].parts.values()) if made else ""),
        own=[size_of(each.own) for each in made],
        pack=todo.plan.pack,
    )


def embedding() -> Embed:
    """The embedding that a small model's questions need; says that it is being made."""
    click.echo("Looking for the codes that lie near each segment ...", err=True)
    return embedder()


def _costs_nothing(terms: Terms) -> bool:
    price = terms.price
    return price is not None and not (price.input or price.output or price.per_request)
