"""What a careful reader of a run should know before using its codings."""

from collections.abc import Iterator
from pathlib import PurePath

from runs.ledger.detail import RunDetail
from runs.ledger.replies import Told

MANY, FEW = 10, 3
"""Replies are looked at for being all alike in runs of more than so many segments; so many must be alike at least."""


def warnings_about(detail: RunDetail) -> tuple[str, ...]:
    """Sentences about what is unlike what was asked for, changed on the way, is missing, or looks broken."""
    return (*_other_model(detail), *_changes(detail), *_without_answer(detail), *_alike(detail))


def _other_model(detail: RunDetail) -> Iterator[str]:
    others = [told.value for told in detail.served if told.value and not _same_model(told.value, detail.model)]
    if others:
        names = ", ".join(map(repr, others))
        yield f"The endpoint served another model than the one asked for: asked for {detail.model!r}, served {names}."


def _same_model(served: str, asked: str) -> bool:
    """Whether two names mean one model; a GGUF file is served under its file's name."""
    return served == asked or (served.endswith(".gguf") and PurePath(served).stem == asked)


def _changes(detail: RunDetail) -> Iterator[str]:
    looked_at = (
        ("served model", detail.served_count, detail.served),
        ("endpoint's system fingerprint", detail.fingerprint_count, detail.fingerprints),
    )
    for what, count, values in looked_at:
        if count > 1:
            more = f", and {count - len(values)} more" if count > len(values) else ""
            yield f"The {what} changed during the run: {', '.join(map(_place, values))}{more}."


def _place(told: Told) -> str:
    where = f"request {told.first}" if told.first == told.last else f"requests {told.first} to {told.last}"
    replies = "1 reply" if told.replies == 1 else f"{told.replies} replies"
    return f"{'none told' if told.value is None else repr(told.value)} ({replies}, {where})"


def _without_answer(detail: RunDetail) -> Iterator[str]:
    lacking = sum(count for state, count in detail.segments.items() if state not in {"coded", "none applies"})
    if lacking:
        have = "1 segment has" if lacking == 1 else f"{lacking} segments have"
        yield f"{have} no usable answer: missing, not without a code."


def _alike(detail: RunDetail) -> Iterator[str]:
    """One answer word for word in over half of the replies; in all of them, where it is that no code applies."""
    alike = detail.alike
    if alike is None or sum(detail.segments.values()) <= MANY or alike.replies < FEW:
        return
    if alike.replies == alike.of or (not alike.none_applies and 2 * alike.replies > alike.of):
        what = "says that no code applies" if alike.none_applies else "is word for word the same"
        yield (
            f"{alike.replies} of {alike.of} answers are identical, and the answer {what}: the endpoint may be"
            " stuck or answer from a cache. Look at a few with --request before using these codings."
        )
