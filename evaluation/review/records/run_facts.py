"""What a run was made with and what its replies tell, in words."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, cast

from runs.ledger.detail import Cost, RunDetail
from runs.ledger.heads import RunHead
from runs.ledger.progress import RunProgress
from runs.ledger.replies import Seconds, Tokens, Told
from runs.ledger.settings import parameters_of

UNKNOWN = "not known"


def became_at(state: RunProgress) -> str:
    """How a run stands, in a word or two."""
    if state.finished_at:
        return "finished"
    if state.holder and not state.elsewhere:
        return "at work"
    if state.total is not None and state.done >= state.total:
        return "some without an answer"
    return "stopped before its end"


def time_left(state: RunProgress) -> str:
    """About how long the run still takes; empty where that is not known."""
    return "" if state.seconds_left is None else str(timedelta(seconds=round(state.seconds_left)))


def made_told(head: RunHead) -> tuple[tuple[str, str], ...]:
    """What the run was made with, as label and value."""
    return tuple(_made(head))


def _made(head: RunHead) -> Iterator[tuple[str, str]]:
    settings, parameters = head.settings, parameters_of(head.settings)
    yield "Model asked", head.model
    yield "Parameters", _listed({name: value for name, value in parameters.items() if name != "model"})
    if settings.get("replicate"):
        yield "Replicate", str(settings["replicate"])
    yield "Unit", str(settings.get("unit") or UNKNOWN)
    yield "Segments in a request", str(settings.get("pack") or UNKNOWN)
    yield "Prompts", str(settings.get("prompts") or UNKNOWN)
    yield "Codebook", head.codebook
    yield "Its fingerprint", head.codebook_fingerprint
    python, packages = head.made_with.get("python"), _pairs(head.made_with.get("packages"))
    yield "Packages", ", ".join(filter(None, (f"Python {python}" if python else "", packages))) or UNKNOWN
    yield "Price", _pairs(head.made_with.get("price")) or UNKNOWN


def figures_told(detail: RunDetail) -> tuple[tuple[str, str], ...]:
    """What all replies of a run tell, as label and value."""
    return (
        ("Model served", _served(detail.served)),
        ("Fingerprint of the endpoint", _served(detail.fingerprints)),
        ("Tokens", _tokens(detail.tokens)),
        ("Cost", _cost(detail.cost)),
        ("Seconds for a reply", _seconds(detail.seconds)),
    )


def _served(told: tuple[Told, ...]) -> str:
    return ", ".join("not told" if each.value is None else each.value for each in told) or "no reply came"


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or UNKNOWN


def _pairs(values: object) -> str:
    return _listed(cast("dict[str, Any]", values)) if isinstance(values, dict) and values else ""


def _tokens(tokens: Tokens) -> str:
    if not tokens.told:
        return "the endpoint does not tell" if tokens.replies else "no reply came"
    cached = f", {tokens.cached:,} of them from its cache" if tokens.cached is not None else ""
    written = "not told" if tokens.completion is None else f"{tokens.completion:,}"
    lacking = tokens.replies - tokens.told
    without = f"; {lacking:,} of {tokens.replies:,} replies do not tell and are not in it" if lacking else ""
    return f"{tokens.prompt:,} read{cached}; {written} written{without}"


def _cost(cost: Cost) -> str:
    if cost.dollars is None:
        return UNKNOWN
    reserved = f", of which ${cost.reserved:,.4f} was set aside for requests without a reply" if cost.reserved else ""
    lacking = cost.exchanges - cost.known_of
    without = f"; of {lacking:,} of {cost.exchanges:,} requests it is not known" if lacking else ""
    return f"${cost.dollars:,.4f}{reserved}{without}"


def _seconds(seconds: Seconds) -> str:
    if seconds.mean is None:
        return "no reply came"
    return f"{seconds.mean:.2f} on average, 95 % within {seconds.percentile_95:.2f}"
