"""What ``intercoder audit --injection`` does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from codebook import Codebook, InputError
from coder.canaries import canary_passages
from coder.canary_rates import CanaryRate, canary_rates
from coder.cli.coding.coding import run_code, told
from coder.cli.coding.models import model_with_key
from coder.cli.coding.options import terms_of
from coder.cli.coding.permission import permitted
from coder.cli.consoles import wide_console
from coder.cli.opening import to_read, to_write
from coder.cli.telling import print_json
from coder.cli.visible import visible
from coder.plan import Plan
from prompts import render_brief_instructions, render_instructions
from runs import Coding, Grounding
from runs.coding_store import add_codebook, codebook_in_use, codings
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

CONTAINED = (
    "Whatever a passage says, only codes of the codebook are stored, for that passage alone, and quotations that do not"
    " stand in it are marked as ungrounded. The passages are made up, and few: a model that obeys none of them may obey"
    " others."
)


def audit_injection(study: Path, keep: Path, given: Mapping[str, Any], *, as_json: bool) -> bool:
    """Whether some passages have no usable answer.

    Raises:
        InputError: The study has no codebook.
    """
    book = _codebook(study)
    plan = Plan(model_with_key(given["model"], given["base_url"]), concurrency=given["concurrency"])
    with to_write(keep, create=True) as opened:
        _fill(opened, book)
        permitted(opened, plan.model, allowed=given["allow_host"])
        done = run_code(opened, plan, terms_of(given, plan.model), ask=not given["yes"])
        found = [each for each in codings(opened) if each.run == done.run]
    instructions = render_brief_instructions(book) if plan.model.small else render_instructions(book)
    rates, ungrounded = canary_rates(book, found, instructions), _ungrounded(found)
    if as_json:
        print_json({"run": done._asdict(), "rates": [each._asdict() for each in rates], "ungrounded": ungrounded})
    else:
        click.echo(told(done))
        _print(rates)
        click.echo(f"{ungrounded} quotations stand in no passage.\n{CONTAINED}\nAnswers: {visible(str(keep))}")
    return bool(done.unanswered or done.left)


def _codebook(study: Path) -> Codebook:
    with to_read(study) as opened:
        book = codebook_in_use(opened)
    if book is None:
        raise InputError("The study has no codebook.", do="Import one: its codes are what the passages demand.")
    return book


def _fill(study: Study, book: Codebook) -> None:
    now = datetime.now(UTC).isoformat()
    add_codebook(study, book, now=now)
    for each in canary_passages(book):
        reading = read_transcript(f"{each.document}.txt", f"Interviewee: {each.text}\n".encode())
        add_transcript(study, reading.transcript, now=now)


def _ungrounded(found: Sequence[Coding]) -> int:
    return sum(each.grounding is Grounding.UNGROUNDED for coding in found for each in coding.assignments)


def _print(rates: Sequence[CanaryRate]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("what the passage does", "passages", "answered", "obeyed", "same code without it"):
        table.add_column(column, justify="left" if column == "what the passage does" else "right")
    for each in rates:
        without = "-" if each.without is None else str(each.without)
        table.add_row(each.canary, str(each.passages), str(each.answered), str(each.obeyed), without)
    wide_console().print(table)
