"""What was done, in words."""

from typing import Any, NamedTuple

from runs.reviews.history import PastEvent
from runs.reviews.records import Choice, Decision, Event, EventKind

CHOICES = {
    Choice.A: "A",
    Choice.B: "B",
    Choice.BOTH: "both",
    Choice.NEITHER: "neither",
    Choice.COMPOSED: "put together by hand",
}


class Said(NamedTuple):
    """An event in words: who, what they did, to which case, and more about it."""

    does: str
    """Such as ``decided``."""
    of: str
    """What it was done to, where that is no case."""
    more: str
    """Such as ``B → ACCESS; ambiguous text``; empty where there is no more."""


def said(past: PastEvent) -> Said:
    """An event in words. Who was A and who B is told for decided cases only, and nobody's blind codes ever."""
    event, target = past.event, past.target
    if target is not None:
        does, of, more = _plain(target, tells_raters=past.is_decided)
        return Said(f"{PLAIN[event.kind]} event {target.number}: {does}", of, more)
    return _plain(event, tells_raters=past.is_decided)


PLAIN = {
    EventKind.SKIPPED: "skipped",
    EventKind.FLAGGED: "flagged the codebook as unclear in",
    EventKind.UNFLAGGED: "took back the flag of",
    EventKind.REVEALED: "saw who is who in",
    EventKind.CODED: "coded a segment, without others' codes in sight, in",
    EventKind.SHOWN: "was shown others' codes in",
    EventKind.CODEBOOK: "put another version of the codebook in use",
    EventKind.UNDONE: "undid",
    EventKind.REDONE: "did again",
}


def _plain(event: Event, *, tells_raters: bool) -> Said:
    if event.decision:
        return Said("decided", "", _decision(event.decision, tells_raters=tells_raters))
    more = event.content.get("where") or _quoted(event.content.get("note"))
    return Said(PLAIN[event.kind], str(event.content.get("document", "")), str(more))


def _decision(decision: Decision, *, tells_raters: bool) -> str:
    codes = ", ".join(decision.codes) or "no code"
    raters = f"A was {decision.shown[0]}, B was {decision.shown[1]}" if tells_raters else ""
    parts = (
        f"{CHOICES[decision.choice]} \u2192 {codes}",
        ", ".join(decision.reasons),
        _quoted(decision.note),
        raters,
        "who is who was known" if decision.revealed else "",
    )
    return "; ".join(part for part in parts if part)


def _quoted(note: Any) -> str:
    return f"\u201c{note}\u201d" if note else ""
