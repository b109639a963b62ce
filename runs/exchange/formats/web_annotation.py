"""Codings as W3C Web Annotations in JSON-LD, one collection a file."""

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from runs.coding_store import codebook_in_use, raters
from runs.exchange.format import Format, WriteOptions, Written
from runs.exchange.in_force import LeftOut, codings_in_force
from runs.exchange.refi.guids import guid
from runs.exchange.web_annotations import CONTEXT, Annotating, iri
from runs.exchange.whole_file import whole_file
from runs.records import CodingStatus
from runs.study import Study
from runs.study_texts import StudyTexts


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    book = codebook_in_use(study)
    writing = _Writing(study, Annotating(raters(study), book))
    with whole_file(path) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
        rows = writing.write(stream, book.name if book else "Study", now)
    return Written(rows, tuple(writing.left_out.sentences()))


class _Writing:
    """Writes annotations one after the other, and counts what is none."""

    def __init__(self, study: Study, annotating: Annotating) -> None:
        self._study, self._annotating = study, annotating
        self.left_out = LeftOut()

    def write(self, stream: TextIO, label: str, now: str) -> int:
        """How many annotations were written, as a collection with one page that holds all of them."""
        texts = StudyTexts(self._study)
        collection = guid("annotations", *((each.document, each.text_sha256) for each in texts.values()))
        head = {
            "@context": CONTEXT,
            "id": iri(collection),
            "type": "AnnotationCollection",
            "label": label,
            "generator": {"type": "Software", "name": f"Intercoder {version('intercoder')}"},
            "generated": now.replace("+00:00", "Z"),
        }
        page = {"id": iri(guid("page", collection)), "type": "AnnotationPage", "partOf": iri(collection)}
        stream.write(f'{_json(head)[:-1]},\n"first": {_json(page)[:-1]}, "startIndex": 0, "items": [')
        written = 0
        for annotation in self._annotations(texts):
            stream.write(f"{',' if written else ''}\n{_json(annotation)}")
            written += 1
        stream.write(f'\n]}},\n"total": {written}}}\n')
        return written

    def _annotations(self, texts: StudyTexts) -> Iterator[dict[str, Any]]:
        for document, transcript in texts.items():
            codings = codings_in_force(self._study, document)
            self.left_out = self.left_out.of(codings)
            yield from self._annotating.of(transcript, (c for c in codings if c.status is CodingStatus.CODED))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


FORMAT = Format(
    name="W3C Web Annotations",
    endings=".jsonld",
    tested_with="What the Web Annotation Data Model (2017) demands, checked by our own tests; no program that reads"
    " annotations was run.",
    form="jsonld",
    word="JSON-LD",
    media="application/ld+json; profile=http://www.w3.org/ns/anno.jsonld",
    counts="annotations",
    write=_write,
    is_written="An annotation for each code that stands in the text, of the latest coding of each stretch: the creator"
    " is a Person, for a model Software, for a consensus an Organization; the body the code by its GUID, as in a QDPX,"
    " its name as a tag, and the rationale; the target the passage by its position in code points and by its words"
    " with 32 characters before and after. The same study has the same ids again.",
    is_not_written="Transcripts, which are named by the GUID that a QDPX gives them; definitions of codes; judgements"
    " that none applies or without an answer; codes whose quotation does not stand in the text; probabilities, runs,"
    " earlier codings.",
)
