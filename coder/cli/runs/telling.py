"""What ``intercoder runs show`` shows of a run."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any, cast

import click
from rich.console import Console

from coder.cli.consoles import wide_console
from coder.cli.telling import print_json
from coder.cli.visible import visible
from runs.ledger.detail import Cost, RunDetail, run_detail
from runs.ledger.replies import Seconds, Tokens, Told
from runs.ledger.settings import host_of, parameters_of
from runs.ledger.warnings import warnings_about
from runs.study import Study

UNKNOWN = "not known"
LABELS = 15
"""Columns that labels take."""


def fitting_console() -> Console:
    """As wide as the terminal; where nobody watches, as wide as tables need."""
    console = Console(markup=False, emoji=False, highlight=False)
    return console if console.is_terminal else wide_console()


def tell_run(study: Study, run: int, *, as_json: bool) -> None:
    """Print one run whole."""
    detail = run_detail(study, run)
    host, warnings = host_of(detail.settings, detail.made_with), warnings_about(detail)
    if as_json:
        print_json({"run": detail.model_dump(mode="json") | {"host": host or None, "warnings": list(warnings)}})
        return
    console = fitting_console()
    console.print(visible(f"Run {detail.run} by {detail.rater}"), style="bold")
    for label, value in (*_made(detail, host), *_became(detail)):
        for line in _folded(label, visible(value, lines=True), console.width):
            click.echo(line)
    for warning in warnings:
        console.print(visible(f"Warning: {warning}"), style="yellow")


def _folded(label: str, value: str, width: int) -> Iterator[str]:
    """The value beside its label, in as many lines as it needs."""
    lines = [part for line in value.split("\n") for part in wrap(line, max(20, width - LABELS))]
    for number, line in enumerate(lines):
        yield f"{'' if number else label:<{LABELS}}{line}"


def _made(detail: RunDetail, host: str) -> Iterator[tuple[str, str]]:
    settings, parameters = detail.settings, parameters_of(detail.settings)
    yield "model asked", detail.model
    yield "model served", _served(detail.served) if detail.served else "no reply came"
    yield "fingerprint", _served(detail.fingerprints) if detail.fingerprints else "no reply came"
    yield "host", host or UNKNOWN
    yield "parameters", _listed({k: v for k, v in parameters.items() if k not in {"model", "seed"}})
    for name, found in (("seed", parameters.get("seed")), ("replicate", settings.get("replicate"))):
        if found is not None:
            yield name, str(found)
    yield "unit", str(settings.get("unit") or UNKNOWN)
    yield "pack", str(settings.get("pack") or UNKNOWN)
    yield "prompts", str(settings.get("prompts") or UNKNOWN)
    yield "codebook", f"{detail.codebook}\n{detail.codebook_fingerprint}"
    packages = detail.made_with.get("packages")
    python = detail.made_with.get("python")
    yield "packages", ", ".join(filter(None, [f"Python {python}" if python else "", _pairs(packages)])) or UNKNOWN
    yield "price", _pairs(detail.made_with.get("price")) or UNKNOWN


def _became(detail: RunDetail) -> Iterator[tuple[str, str]]:
    yield "started", _moment(detail.started_at)
    yield "finished", _moment(detail.finished_at) if detail.finished_at else "unfinished"
    yield "segments", _counts(detail.segments) or "none yet"
    yield "requests", _counts(detail.requests) or "none sent"
    for kind in detail.errors:
        status = f" (HTTP {kind.http_status})" if kind.http_status and "HTTP" not in kind.error else ""
        yield "", f"{kind.exchanges:,} × {kind.error or 'no reason given'}{status}"
    yield "tokens", _tokens(detail.tokens)
    yield "cost", cost_told(detail.cost)
    yield "seconds", _seconds(detail.seconds)


def _served(told: tuple[Told, ...]) -> str:
    return ", ".join("not told" if each.value is None else each.value for each in told)


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or UNKNOWN


def _pairs(values: object) -> str:
    return _listed(cast("dict[str, Any]", values)) if isinstance(values, dict) and values else ""


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _moment(moment: str) -> str:
    return f"{moment[:19].replace('T', ' ')} UTC" if moment else UNKNOWN


def _tokens(tokens: Tokens) -> str:
    if not tokens.told:
        return "the endpoint does not tell" if tokens.replies else "no reply came"
    said = f"prompt {tokens.prompt:,}"
    if tokens.cached is not None and tokens.prompt:
        said += f" (of these from the endpoint's cache {tokens.cached:,}, {100 * tokens.cached / tokens.prompt:.0f} %)"
    said += ", completion not told" if tokens.completion is None else f", completion {tokens.completion:,}"
    lacking = tokens.replies - tokens.told
    return said + (f"; {lacking:,} of {tokens.replies:,} replies do not tell and are not in it" if lacking else "")


def cost_told(cost: Cost) -> str:
    """The cost in a line, with what is not known of it."""
    if cost.dollars is None:
        return UNKNOWN
    said = f"${cost.dollars:,.4f}"
    if cost.reserved:
        said += f", of which ${cost.reserved:,.4f} was set aside for requests without a reply"
    lacking = cost.exchanges - cost.known_of
    return said + (f"; of {lacking:,} of {cost.exchanges:,} requests it is not known" if lacking else "")


def _seconds(seconds: Seconds) -> str:
    if seconds.mean is None:
        return "no reply came"
    return f"mean {seconds.mean:.2f}, 95th percentile {seconds.percentile_95:.2f} (of {seconds.replies:,} replies)"
