"""Runs as they were begun: who codes, with what; without counting what became of them."""

import json
from collections.abc import Iterator
from typing import Any

from codebook import Record
from runs.study import Study


class RunHead(Record, frozen=True):
    """A run as it was begun."""

    run: int
    rater: str
    model: str
    """The model that was asked for."""
    codebook: str
    codebook_fingerprint: str
    settings: dict[str, Any]
    made_with: dict[str, Any]
    started_at: str
    finished_at: str
    """Empty while segments are missing."""


def run_heads(study: Study, run: int | None = None) -> Iterator[RunHead]:
    """All runs of the study, the first begun first; or the one of a number, if there is one."""
    rows = study.connection.execute(
        "select runs.id, raters.name, model, codebooks.name, codebooks.fingerprint, settings, made_with, started_at,"
        " coalesce(finished_at, '') from runs join raters on raters.id = rater_id"
        " join codebooks on codebooks.id = codebook_id where runs.id = coalesce(?, runs.id) order by runs.id",
        [run],
    ).fetchall()
    for *plain, settings, made_with, started, finished in rows:
        number, rater, model, codebook, fingerprint = plain
        yield RunHead(
            run=number,
            rater=rater,
            model=model,
            codebook=codebook,
            codebook_fingerprint=fingerprint,
            settings=json.loads(settings),
            made_with=json.loads(made_with),
            started_at=started,
            finished_at=finished,
        )
