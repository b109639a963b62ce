"""Brings what a project of another tool holds together with the study."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from codebook import Codebook, InputError, name_key
from runs.coding_store import add_codebook, add_codings, codebook_in_use, codes_in_use, latest_codings
from runs.exchange.codings_table import CodingsTable
from runs.exchange.imported import Imported, Part, Stretch
from runs.exchange.placing.document_names import DocumentNames
from runs.exchange.placing.fitting import fitted
from runs.exchange.placing.outcomes import Placement
from runs.exchange.placing.placement import place_codings
from runs.exchange.typed_codes import Remarks, taken_apart
from runs.records import Assignment, Coding, RaterKind, Transcript
from runs.study import Study
from runs.transcript_store import add_transcript, documents, text_digest, transcripts, with_the_text_of


class StoredProject(NamedTuple):
    """What became of a project."""

    new_transcripts: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = {}
    """Documents of the project whose text the study has under another name, and that name."""
    differing: tuple[str, ...] = ()
    """Documents whose name the study has with another text; their codings were placed on that by their words."""
    new_codebook: bool = False
    kept_codebook: str = ""
    """Name of the study's codebook, where the project has another one and the study keeps its own."""
    codes_missing: tuple[str, ...] = ()
    """Codes of the project that the codebook that is kept does not have."""
    placement: Placement | None = None
    new_codings: int = 0
    remarks: Remarks | None = None
    """What was taken for remarks where codes were typed freely."""
    left_out: Mapping[str, int] = {}
    """Rows of each document that are about stretches of a text that the study does not have."""

    @property
    def new(self) -> int:
        """How many transcripts, codebooks and codings were not in the study before."""
        return len(self.new_transcripts) + int(self.new_codebook) + self.new_codings


def store_project(
    study: Study, found: Imported, *, part: Part | None, kind: RaterKind, now: str, unnamed: str = ""
) -> StoredProject:
    """What was stored of a project; what the study has already is not stored again.

    A document is the transcript of the same name, or else the one with the very same text. The study keeps its
    codebook where it has one, unless nothing but the codebook is asked for.

    Args:
        study: Where it goes.
        found: What the project holds.
        part: The only thing to take; None for all.
        kind: What raters are of whom the project does not say it.
        now: The moment, ISO 8601.
        unnamed: What a rater is called of whom nothing says the name, for a preview.

    Raises:
        InputError: Without such a name: nothing says who made some of the codings that are to be taken.
    """
    with study.writing():
        texts = [reading.transcript for reading in found.transcripts]
        names, stored = _store_texts(study, texts, now, may_add=part in {None, "transcripts"})
        if part in {None, "codebook"} and found.codebook:
            stored = _with_codebook(study, found.codebook.codebook, stored, now, alone=part == "codebook")
        if part in {None, "codings"} and found.codings and found.codings.rows:
            apart = taken_apart(found.codings, codes_in_use(study), all_are_codes=part == "codings")
            stored = stored._replace(remarks=apart.remarks)
            if apart.table.rows:
                named = found._replace(codings=_all_named(apart.table, unnamed))
                stored = _with_codings(study, named, names, stored, kind, now)
    return stored


def _store_texts(
    study: Study, texts: Sequence[Transcript], now: str, *, may_add: bool
) -> tuple[dict[str, str], StoredProject]:
    """The study's name of each document, and what was stored."""
    before = frozenset(documents(study))
    known = DocumentNames(before)
    names: dict[str, str] = {}
    new: list[str] = []
    for text in texts:
        held = known.find(text.document)
        if held and text_digest(study, held) == text.text_sha256:
            names[text.document] = held
        elif twin := _twin(study, text, before - set(names.values())):
            names[text.document] = twin
        else:
            names[text.document] = held or text.document
            if may_add and not held and add_transcript(study, text, now=now):
                new.append(text.document)
    differing = [
        text.document
        for text in texts
        if names[text.document] in before and text_digest(study, names[text.document]) != text.text_sha256
    ]
    elsewhere = {name: held for name, held in names.items() if name != held and name not in differing}
    return names, StoredProject(new_transcripts=tuple(new), elsewhere=elsewhere, differing=tuple(differing))


def _twin(study: Study, text: Transcript, among: frozenset[str]) -> str | None:
    """The only one of these transcripts that has the very same text."""
    twins = [each for each in with_the_text_of(study, text) if each in among]
    return twins[0] if len(twins) == 1 else None


def _with_codebook(study: Study, book: Codebook, stored: StoredProject, now: str, *, alone: bool) -> StoredProject:
    held = codebook_in_use(study)
    if held is None or alone:
        return stored._replace(new_codebook=add_codebook(study, book, now=now))
    if held.fingerprint == book.fingerprint:
        return stored
    missing = tuple(code.name for code in book.codes if code.name not in held)
    return stored._replace(kept_codebook=held.name, codes_missing=missing)


def _with_codings(
    study: Study, found: Imported, names: Mapping[str, str], stored: StoredProject, kind: RaterKind, now: str
) -> StoredProject:
    assert found.codings is not None
    texts = {reading.transcript.document: reading.transcript.text for reading in found.transcripts}
    fit = fitted(found.codings, names, texts, stored.differing)
    placement = place_codings(fit.table, transcripts(study), codes=codes_in_use(study))
    seen = {each._replace(document=names.get(each.document, each.document)) for each in found.not_independent}
    judged = (_as_judged(coding, seen) for coding in placement.codings)
    made = [_beside_others(study, coding, found.only_codes) for coding in judged]
    fresh = _not_in_the_study(study, made)
    kinds = {coding.rater: found.kinds.get(coding.rater, kind) for coding in made}
    new = add_codings(study, fresh, kinds, now=now)
    return stored._replace(placement=placement, new_codings=new, left_out=fit.left_out)


def _all_named(table: CodingsTable, unnamed: str) -> CodingsTable:
    """The table with a rater in each row."""
    without = sum(not row.rater for row in table.rows)
    if without and not unnamed:
        raise InputError(
            f"Nothing in {table.file!r} says who made {without} of its codings.",
            do="Say who coded (`--rater NAME`), and import one file for each person.",
        )
    return table._replace(rows=[row if row.rater else row._replace(rater=unnamed) for row in table.rows])


def _as_judged(coding: Coding, seen: set[Stretch]) -> Coding:
    stretch = Stretch(coding.document, coding.rater, coding.start, coding.end)
    return replace(coding, independent=False) if stretch in seen else coding


def _beside_others(study: Study, coding: Coding, only: frozenset[str] | None) -> Coding:
    """The coding with what the rater's latest of that stretch has of codes that the file is not about."""
    if only is None:
        return coding
    held = latest_codings(study, coding.rater, coding.document).get((coding.start, coding.end))
    if held is None:
        return coding
    kept = (each for each in held.assignments if name_key(each.code) not in only)
    independent = coding.independent and held.independent
    return replace(coding, assignments=(*kept, *coding.assignments), independent=independent)


def _not_in_the_study(study: Study, codings: Sequence[Coding]) -> list[Coding]:
    """Those that do not say what the rater's latest of that stretch says, as far as such a file can tell."""
    latest: dict[tuple[str, str], dict[tuple[int, int], Coding]] = {}
    fresh: list[Coding] = []
    for coding in codings:
        whose = (coding.rater, coding.document)
        if whose not in latest:
            latest[whose] = latest_codings(study, *whose)
        held = latest[whose].get((coding.start, coding.end))
        if held is None or _said(held) != _said(coding) or _ungrounded(coding) - _ungrounded(held):
            fresh.append(coding)
    return fresh


def _said(coding: Coding) -> tuple[object, ...]:
    given = sorted(_assigned(each) for each in coding.assignments if each.start is not None)
    return coding.status, coding.independent, given


def _ungrounded(coding: Coding) -> set[tuple[str, str]]:
    return {(name_key(each.code), each.quotation) for each in coding.assignments if each.start is None}


def _assigned(assignment: Assignment) -> tuple[str, int, int, str]:
    return name_key(assignment.code), assignment.start or 0, assignment.end or 0, assignment.rationale
