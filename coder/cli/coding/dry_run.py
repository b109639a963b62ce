"""What ``intercoder code --dry-run`` prints: what would be sent, where to, and what it may cost."""

import click

from coder.cli.coding.coding import embedding, estimated
from coder.cli.telling import print_json
from coder.hosts import host_of, is_loopback
from coder.money.estimate_told import told
from coder.plan import Plan
from coder.session import Terms
from coder.work import Work, work
from runs.study import Study


def print_dry_run(study: Study, plan: Plan, terms: Terms, *, as_json: bool) -> None:
    """Print what a run would send, with one whole prompt; nothing is sent, and nothing is stored.

    Raises:
        InputError: There is nothing to code.
    """
    todo = work(study, plan, embed=embedding)
    host = "this process" if plan.model.small else host_of(plan.model.base_url)
    estimate, prompt = estimated(todo, terms), example(todo)
    if as_json:
        print_json({"host": host, "model": plan.model.name, **estimate.model_dump(mode="json"), "prompt": prompt})
        return
    click.echo(f"Nothing was sent. {plan.model.name} would be asked {_where(host)}.\n")
    click.echo("\n".join(told(estimate)))
    for message in prompt:
        click.echo(f"\n--- {message['role']} ---\n{message['content']}")


def example(todo: Work) -> list[dict[str, str]]:
    """The chat of the first request; empty where nothing is left to ask."""
    first = next(todo.packs(), None)
    return todo.questions.messages(first) if first else []


def _where(host: str) -> str:
    if host == "this process" or is_loopback(host):
        return f"on this machine ({host}): no text would leave it"
    return f"at {host}, which would receive the text"
