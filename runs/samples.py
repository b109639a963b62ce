"""Random samples of units that people code, as they are kept in a study."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress

from pydantic import ValidationError
from pydantic.dataclasses import dataclass

from codebook import Record
from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.records import Segment, Unit
from runs.study import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledUnit:
    """One unit that could be drawn."""

    document: str
    start: int
    end: int
    turn: int
    speaker: str
    stratum: int
    """Index of its stratum."""
    chosen: bool

    @property
    def segment(self) -> Segment:
        """The unit as a segment of its transcript."""
        return Segment(document=self.document, start=self.start, end=self.end, turn=self.turn, speaker=self.speaker)


class Stratum(Record, frozen=True):
    """Units that were equally likely to be drawn."""

    name: str
    units: int
    chosen: int

    @property
    def probability(self) -> float:
        """Of each of its units, to be drawn."""
        return self.chosen / self.units


class DrawnSample(Record, frozen=True):
    """What was drawn, from what and how, so that prevalences can be computed from it later."""

    rater: str
    """By whose codes the strata were made; the units are those that this rater had judged."""
    codebook: str
    """Fingerprint of the codebook that the sheets show."""
    unit: Unit
    speakers: tuple[str, ...] = ()
    """Whose talk could be drawn; nobody named means those who are interviewed."""
    strata_by: str
    """``coded``: with and without a code; ``code``: one stratum for each code and one for none."""
    seed: int
    not_judged: int
    """Units that could not be drawn, because the rater had not judged them."""
    made_with: Mapping[str, str] = {}
    """Versions of this program and of numpy."""
    strata: tuple[Stratum, ...]
    units: tuple[SampledUnit, ...]
    """All units that could be drawn, in the order of the texts."""

    @property
    def chosen(self) -> tuple[SampledUnit, ...]:
        """The units that were drawn, in the order of the texts."""
        return tuple(unit for unit in self.units if unit.chosen)


class StoredSample(Record, frozen=True):
    """A sample of the study."""

    number: int
    drawn_at: str
    """ISO 8601, in UTC."""
    drawn: DrawnSample


def add_sample(study: Study, drawn: DrawnSample, *, now: str) -> StoredSample:
    """The sample as it is kept; one that is the same in everything is not stored again."""
    content = drawn.model_dump_json()
    with study.writing() as db:
        db.execute(
            "insert into samples (content, content_sha256, drawn_at) values (?, ?, ?) on conflict do nothing",
            [content, _sha256(content), now],
        )
        number, when = db.execute(
            "select id, drawn_at from samples where content_sha256 = ?", [_sha256(content)]
        ).fetchone()
    return StoredSample(number=number, drawn_at=when, drawn=drawn)


def sample(study: Study, number: int | None = None) -> StoredSample:
    """One sample of the study: of this number, or the one drawn last.

    Raises:
        StudyError: There is none of this number, or none at all.
        DamagedStudyError: It is not what it was when it was stored.
    """
    row = study.connection.execute(
        "select id, content, content_sha256, drawn_at from samples where ?1 is null or id = ?1"
        " order by id desc limit 1",
        [number],
    ).fetchone()
    if row is None:
        what = "The study has no sample." if number is None else f"The study has no sample {number}."
        raise StudyError(what, do="Draw one with intercoder sample.")
    found, content, digest, when = row
    with suppress(ValidationError):
        if _sha256(content) == digest:
            return StoredSample(number=found, drawn_at=when, drawn=DrawnSample.model_validate_json(content))
    raise DamagedStudyError(f"The stored sample {found} is damaged.", why="Its SHA-256 differs.", do=VERIFY)


def samples(study: Study) -> Iterator[StoredSample]:
    """All samples of the study, the one drawn last first.

    Raises:
        DamagedStudyError: One is not what it was when it was stored.
    """
    for (number,) in study.connection.execute("select id from samples order by id desc").fetchall():
        yield sample(study, number)


def _sha256(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
