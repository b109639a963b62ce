"""Texts that people labelled in a program for annotation, as an import."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.imported import Imported, NotTaken, Stretch
from runs.exchange.positions.offsets import Detected, Reckoning, SourceText, detect
from runs.exchange.positions.project_texts import positions_told, project_transcript
from runs.exchange.positions.selections import Selection, mark_of, rows_of
from runs.records import RaterKind, Turn


class LabelledText(NamedTuple):
    """A text and the name of its document."""

    name: str
    content: SourceText
    is_here: bool = True
    """Whether the file has the text; if not, its labels go by their words."""
    turns: tuple[Turn, ...] | None = None
    """Its turns, where the file says who speaks; its text is canonical then."""


class Labelled(NamedTuple):
    """What a file of such a program holds."""

    program: str
    texts: Sequence[LabelledText]
    marked: Sequence[Selection]
    looked: Sequence[tuple[int, str]] = ()
    """The text and the rater of each that was looked at."""
    kinds: Mapping[str, RaterKind] = {}
    seen_first: frozenset[tuple[int, str]] = frozenset()
    """The text and the rater of those that began with another's labels."""
    not_taken: Mapping[str, int] = {}
    positions: str = ""
    """How positions were read, where that was found out already."""
    notes: tuple[str, ...] = ()


def imported(file: str, labelled: Labelled) -> Imported:
    """The transcripts and codings, with positions counted in the way that fits the words."""
    contents = [each.content for each in labelled.texts]
    here = [each for each in labelled.marked if labelled.texts[each.source].is_here]
    placed = [each for each in here if each.is_placed and not each.is_whole]
    found = detect(contents, [mark_of(each) for each in placed])
    detected = found if found.named else Detected(Reckoning(), 0, 0)
    rows = [
        CodingRow(
            number=each.number,
            document=labelled.texts[each.source].name,
            rater=each.user,
            codes=(each.code,),
            quotation=each.quotation,
            start=each.start,
            end=each.end,
            rationale=each.rationale,
        )
        for each in rows_of(labelled.marked, contents, detected)
    ]
    held = {(row.document, row.rater) for row in rows}
    looked = [(labelled.texts[source].name, rater) for source, rater in dict.fromkeys(labelled.looked)]
    rows += [CodingRow(0, document, rater, ()) for document, rater in looked if (document, rater) not in held]
    positions = (labelled.positions,) if labelled.positions else positions_told(contents, detected, placed)
    return Imported(
        found=labelled.program,
        transcripts=tuple(
            project_transcript(
                each.name,
                each.content.text,
                program=labelled.program,
                file=file,
                sha256=_sha256(each.content.raw),
                turns=each.turns,
            )
            for each in labelled.texts
            if each.is_here and each.content.text.strip()
        ),
        codings=CodingsTable(file=file, shape=TableShape.SPANS, rows=rows),
        kinds=labelled.kinds,
        not_independent=frozenset(_seen_first(labelled)),
        not_taken=tuple(NotTaken(what, number) for what, number in labelled.not_taken.items() if number),
        notes=(*positions, *labelled.notes),
    )


def _seen_first(labelled: Labelled) -> Iterator[Stretch]:
    for source, rater in labelled.seen_first:
        text = labelled.texts[source]
        yield Stretch(text.name, rater, 0, len(text.content.text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def name_apart(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken; it is taken from now on."""
    number, apart = 1, name
    while apart in taken:
        number += 1
        apart = f"{name} ({number})"
    taken.add(apart)
    return apart
