"""What the cases of a review are drawn from, told cheaply, so that nothing is drawn anew where nothing changed."""

from typing import NamedTuple

from codebook import Record
from runs.records import RaterKind
from runs.study import Study


class Basis(Record, frozen=True):
    """What cases are drawn from: the newest of all that has a part in it."""

    drawing: int = 0
    """The version of the rules by which cases are drawn."""
    coding: int = 0
    """Number of the newest coding of the two raters."""
    codebook: int = 0
    """Number of the newest codebook."""
    transcript: int = 0
    """Number of the newest transcript."""


class Extent(NamedTuple):
    """How much two raters have judged in the same interviews."""

    raters: tuple[str, str]
    """In the order in which they came into the study."""
    kinds: tuple[RaterKind, RaterKind]
    characters: int
    """For each interview, the characters that the one who judged less of it judged; summed up."""


def basis_of(study: Study, raters: tuple[str, str], *, drawing: int) -> Basis:
    """What cases of two raters would be drawn from now."""
    # The plus keeps SQLite from the index over raters: the newest coding is found at once from the end of the table.
    coding, codebook, transcript = study.connection.execute(
        "select (select id from codings where +rater_id in (select id from raters where name in (?, ?))"
        " order by id desc limit 1), (select max(id) from codebooks), (select max(id) from transcripts)",
        raters,
    ).fetchone()
    return Basis(drawing=drawing, coding=coding or 0, codebook=codebook or 0, transcript=transcript or 0)


def drawn_basis(study: Study, review: int) -> Basis:
    """What the cases of a review were drawn from when that was done last; all 0 where it never was."""
    row = study.connection.execute("select drawn_from from reviews where id = ?", [review]).fetchone()
    return Basis.model_validate_json(row[0]) if row and row[0] else Basis()


def stretches_coded_since(study: Study, raters: tuple[str, str], coding: int) -> int:
    """How many stretches of text either of two raters has judged, or judged anew, after a coding."""
    (count,) = study.connection.execute(
        "select count(*) from (select distinct transcript_id, start, end from codings where id > ?"
        " and rater_id in (select id from raters where name in (?, ?)))",
        [coding, *raters],
    ).fetchone()
    return int(count)


def extents_in_common(study: Study) -> tuple[Extent, ...]:
    """How much each two raters have judged in the same interviews, of pairs with anything in common."""
    judged: dict[int, dict[int, int]] = {}
    for rater, transcript, characters in study.connection.execute(
        "select rater_id, transcript_id, sum(end - start) from (select distinct rater_id, transcript_id, start, end"
        " from codings where status = 'coded' and independent) group by 1, 2"
    ):
        judged.setdefault(rater, {})[transcript] = characters
    rows = study.connection.execute("select id, name, kind from raters order by id").fetchall()
    names = [(number, name, RaterKind(kind)) for number, name, kind in rows if number in judged]
    pairs = (
        Extent((one, other), (kind, of_other), _in_common(judged[first], judged[second]))
        for place, (first, one, kind) in enumerate(names)
        for second, other, of_other in names[place + 1 :]
    )
    return tuple(pair for pair in pairs if pair.characters)


def _in_common(one: dict[int, int], other: dict[int, int]) -> int:
    return sum(min(characters, other.get(transcript, 0)) for transcript, characters in one.items())
