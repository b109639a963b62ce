"""Two runs side by side: which segments both judged, and which codes each gave them."""

import json
from collections.abc import Iterator
from typing import Any

from codebook import Codebook, InputError, Record
from runs.ledger.detail import require_run
from runs.ledger.settings import host_of, parameters_of
from runs.study import Study

MADE_OF = "unit", "pack", "prompts", "brief", "replicate"
"""What of the settings makes two runs differ, beside the model, its parameters and the endpoint's host."""
OTHER_WAY = "Compare their raters with intercoder agree --rater ... --rater ... --unit ..., over passages."


class CodeCounts(Record, frozen=True):
    """How the runs used one code on the segments that both judged."""

    code: str
    same_definition: bool
    """Whether the two codebooks say the same about it."""
    both: int
    only_a: int
    only_b: int
    neither: int


class Spans(Record, frozen=True):
    """How the segments of two runs match."""

    compared: int
    """Segments that both runs judged."""
    changed: int
    """Those of them that have other codes in the one than in the other."""
    only_a_judged: int
    """Run B asked too, but has no usable answer: missing, not without a code."""
    only_b_judged: int
    neither_judged: int
    only_in_a: int
    """Segments that run B has none of with the same span."""
    only_in_b: int


class RunComparison(Record, frozen=True):
    """What changed between two runs."""

    run_a: int
    run_b: int
    rater_a: str
    rater_b: str
    differences: dict[str, tuple[Any, Any]]
    """What the two were made with that differs, by the name of the setting."""
    same_codebook: bool
    codes: tuple[CodeCounts, ...]
    """Of the codes that both codebooks have, in the order of A's."""
    only_in_codebook_a: tuple[str, ...]
    """Codes that are not compared, since the other codebook has none of that name."""
    only_in_codebook_b: tuple[str, ...]
    segments: Spans
    ungrounded_a: int
    """Assignments in compared segments that are left out, since their quotation is not in the text."""
    ungrounded_b: int


class ChangedSegment(Record, frozen=True):
    """A segment that both judged, and that has other codes in the one run than in the other."""

    document: str
    turn: int | None
    start: int
    end: int
    codes_a: tuple[str, ...]
    codes_b: tuple[str, ...]


class _Made(Record, frozen=True):
    """What one of the runs was made with."""

    rater: str
    model: str
    settings: dict[str, Any]
    made_with: dict[str, Any]
    codebook: Codebook

    @property
    def prints(self) -> dict[str, str]:
        """The fingerprint of each code that can be given."""
        return {code.name: self.codebook.fingerprints[code.name] for code in self.codebook.codable}


_LATEST = """{name} as materialized (
    select id, transcript_id, start, end, status from codings where id in
        (select max(id) from codings where run_id = :{name} group by transcript_id, start, end)
)"""
_PAIRED = f"with {_LATEST.format(name='a')}, {_LATEST.format(name='b')}"
_COMPARED = f"""{_PAIRED}, pairs as materialized (
    select a.id as a, b.id as b, a.transcript_id, a.start, a.end from a join b using (transcript_id, start, end)
    where a.status = 'coded' and b.status = 'coded'
), given as materialized (
    select distinct pairs.a as pair, code, assignments.coding_id = pairs.b as second
    from pairs join assignments on assignments.coding_id in (pairs.a, pairs.b)
    where grounding <> 'ungrounded' and code in (select value from json_each(:codes))
)"""


def compare_runs(study: Study, a: int, b: int) -> RunComparison:
    """What changed from run A to run B, counted by the database over the segments that both judged.

    Raises:
        InputError: A run is not there, both are the same, their units differ, or no segment is in both.
    """
    one, other = _pair(study, a, b)
    prints, others = one.prints, other.prints
    shared = [code for code in prints if code in others]
    spans = _spans(study, a, b, shared)
    counted = _counted(study, a, b, shared)
    return RunComparison(
        run_a=a,
        run_b=b,
        rater_a=one.rater,
        rater_b=other.rater,
        differences=_differences(one, other),
        same_codebook=one.codebook.fingerprint == other.codebook.fingerprint,
        codes=tuple(
            CodeCounts(code=code, same_definition=prints[code] == others[code], **_cells(counted, code, spans.compared))
            for code in shared
        ),
        only_in_codebook_a=tuple(code for code in prints if code not in others),
        only_in_codebook_b=tuple(code for code in others if code not in prints),
        segments=spans,
        ungrounded_a=_ungrounded(study, a, b, "a"),
        ungrounded_b=_ungrounded(study, a, b, "b"),
    )


def changed_segments(study: Study, a: int, b: int) -> Iterator[ChangedSegment]:
    """The segments that changed from run A to run B, in the order of the transcripts, one after the other.

    Raises:
        InputError: As ``compare_runs`` raises it.
    """
    one, other = _pair(study, a, b)
    shared = [code for code in one.prints if code in other.prints]
    return _changed(study, {"a": a, "b": b, "codes": json.dumps(shared)}, shared)


def _changed(study: Study, values: dict[str, Any], shared: list[str]) -> Iterator[ChangedSegment]:
    rows = study.connection.execute(
        f"{_COMPARED} select document, (select max(position) from turns where turns.transcript_id = pairs.transcript_id"
        " and turns.start <= pairs.start), pairs.start, pairs.end,"
        " json_group_array(code) filter (where not second), json_group_array(code) filter (where second)"
        " from pairs join transcripts on transcripts.id = pairs.transcript_id join given on given.pair = pairs.a"
        " group by pairs.a having count(*) <> 2 * count(distinct code)"
        " order by pairs.transcript_id, pairs.start, pairs.end",
        values,
    )
    place = {code: number for number, code in enumerate(shared)}
    for document, turn, start, end, *codes in rows:
        first, second = (tuple(sorted(json.loads(found), key=place.__getitem__)) for found in codes)
        yield ChangedSegment(document=document, turn=turn, start=start, end=end, codes_a=first, codes_b=second)


def _pair(study: Study, a: int, b: int) -> tuple[_Made, _Made]:
    if a == b:
        raise InputError(f"Run {a} cannot be compared with itself.", do="Name two runs; intercoder runs lists them.")
    one, other = _made(study, a), _made(study, b)
    units = one.settings.get("unit"), other.settings.get("unit")
    if units[0] != units[1]:
        raise InputError(
            f"Runs {a} and {b} cannot be compared segment by segment.",
            why=f"The unit of analysis of run {a} is the {units[0]}, of run {b} the {units[1]}.",
            do=OTHER_WAY,
        )
    return one, other


def _made(study: Study, run: int) -> _Made:
    require_run(study, run)
    rater, model, settings, made_with, content = study.connection.execute(
        "select raters.name, model, settings, made_with, codebooks.content from runs"
        " join raters on raters.id = rater_id join codebooks on codebooks.id = codebook_id where runs.id = ?",
        [run],
    ).fetchone()
    return _Made(
        rater=rater,
        model=model,
        settings=json.loads(settings),
        made_with=json.loads(made_with),
        codebook=Codebook.model_validate_json(content),
    )


def _differences(one: _Made, other: _Made) -> dict[str, tuple[Any, Any]]:
    first, second = _flat(one), _flat(other)
    names = dict.fromkeys((*first, *second))
    return {name: (first.get(name), second.get(name)) for name in names if first.get(name) != second.get(name)}


def _flat(made: _Made) -> dict[str, Any]:
    named = {name: made.settings.get(name) for name in MADE_OF}
    host = host_of(made.settings, made.made_with)
    return {"model": made.model, "host": host} | parameters_of(made.settings) | named


def _spans(study: Study, a: int, b: int, codes: list[str]) -> Spans:
    values = {"a": a, "b": b, "codes": json.dumps(codes)}
    judged = "a.status = 'coded'", "b.status = 'coded'"
    row = study.connection.execute(
        f"{_PAIRED} select total({judged[0]} and {judged[1]}), total({judged[0]} and not {judged[1]}),"
        f" total(not ({judged[0]}) and {judged[1]}), total(not ({judged[0]}) and not ({judged[1]})), count(*),"
        " (select count(*) from a), (select count(*) from b) from a join b using (transcript_id, start, end)",
        values,
    ).fetchone()
    compared, only_a, only_b, neither, matched, of_a, of_b = map(int, row)
    if not matched:
        raise InputError(
            f"Runs {a} and {b} have no segment in common.",
            why=f"Run {a} has codings of {of_a} segments, run {b} of {of_b}, and no span is the same.",
            do=OTHER_WAY,
        )
    (changed,) = study.connection.execute(
        f"{_COMPARED} select count(*) from"
        " (select 1 from given group by pair having count(*) <> 2 * count(distinct code))",
        values,
    ).fetchone()
    return Spans(
        compared=compared,
        changed=changed,
        only_a_judged=only_a,
        only_b_judged=only_b,
        neither_judged=neither,
        only_in_a=of_a - matched,
        only_in_b=of_b - matched,
    )


def _counted(study: Study, a: int, b: int, codes: list[str]) -> dict[str, tuple[int, int, int]]:
    """For each code on how many segments A gave it, B gave it, and both did."""
    rows = study.connection.execute(
        f"{_COMPARED} select code, sum(first), sum(other), sum(first and other) from"
        " (select code, max(not second) as first, max(second) as other from given group by pair, code) group by code",
        {"a": a, "b": b, "codes": json.dumps(codes)},
    )
    return {code: (first, other, both) for code, first, other, both in rows}


def _cells(counted: dict[str, tuple[int, int, int]], code: str, compared: int) -> dict[str, int]:
    first, other, both = counted.get(code, (0, 0, 0))
    neither = compared - first - other + both
    return {"both": both, "only_a": first - both, "only_b": other - both, "neither": neither}


def _ungrounded(study: Study, a: int, b: int, which: str) -> int:
    (count,) = study.connection.execute(
        f"{_COMPARED} select count(*) from pairs join assignments on coding_id = pairs.{which}"
        " where grounding = 'ungrounded'",
        {"a": a, "b": b, "codes": "[]"},
    ).fetchone()
    return int(count)
