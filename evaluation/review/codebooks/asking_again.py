"""What models would be asked again after a change of the codebook."""

from datetime import datetime
from typing import NamedTuple

from evaluation.review.records.retry_command import price_command
from evaluation.review.records.run_memory import RunMemory
from runs.ledger.heads import RunHead, run_heads
from runs.study import Study


class AskedAgain(NamedTuple):
    """A model's latest run, and what the same command would do with another version of the codebook."""

    head: RunHead
    segments: int
    """How many would be asked about: all of the run; 0 where a run with that version is there already."""
    known: int | None
    """The run that was made with that version and these settings, if any."""
    command: str
    """Tells the price, and sends nothing."""


def asked_again(study: Study, memory: RunMemory, fingerprint: str, now: datetime) -> tuple[AskedAgain, ...]:
    """What the latest run of each model would ask again with the version of this fingerprint."""
    heads = list(run_heads(study))
    latest = {head.rater: head for head in heads}
    return tuple(_again(study, memory, heads, head, fingerprint, now) for head in latest.values())


def _again(
    study: Study, memory: RunMemory, heads: list[RunHead], head: RunHead, fingerprint: str, now: datetime
) -> AskedAgain:
    same = (
        each.run
        for each in heads
        if each.codebook_fingerprint == fingerprint and (each.model, each.settings) == (head.model, head.settings)
    )
    known = next(same, None)
    state = memory.progress(study, head.run, now)
    segments = 0 if known else max(state.total or 0, state.done)
    return AskedAgain(head, segments, known, price_command(head.model, head.settings, str(study.path)))
