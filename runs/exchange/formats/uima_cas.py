"""Annotations of INCEpTION, and of other programs that write UIMA CAS as JSON."""

from runs.exchange.annotation.cas_codings import CasCodings, annotations_in
from runs.exchange.annotation.cas_files import CasError, CasReader, text_of, title_of
from runs.exchange.annotation.json_files import json_in
from runs.exchange.annotation.labelled_texts import Labelled, LabelledText, imported
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.positions.offsets import SourceText

_NAME = "UIMA CAS as JSON"


def _recognises(name: str, data: bytes) -> Sureness:
    begins = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_one = begins.startswith(b"{") and (b'"%TYPES"' in begins or b'"%FEATURE_STRUCTURES"' in data)
    return Sureness.CERTAIN if is_one else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    json_in(name, _NAME, data)
    reader = CasReader(name, _NAME)
    try:
        cas = reader.of_json(data)
    except CasError as error:
        raise UnreadableFile(name, _NAME, str(error), do="Export it anew.") from None
    text = text_of(cas)
    if not text:
        raise UnreadableFile(name, _NAME, "It holds no text.", do="Export the document with its text.")
    found = CasCodings()
    found.add(0, rater or "", annotations_in(cas, text))
    labelled = Labelled(
        program=_NAME,
        texts=[LabelledText(title_of(cas, name), SourceText(text))],
        marked=found.selections,
        looked=[(0, rater or "")],
        not_taken=found.not_taken,
        notes=tuple(found.notes()),
    )
    return imported(name, labelled)


FORMAT = Format(
    name=_NAME,
    endings=".json",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="The text; annotations of all layers but those of tokens and sentences, each string of theirs as a code,"
    " over the very characters (UTF-16 in the file, code points here). A file is of one annotator and does not say of"
    " whom: `--rater` says it. Reading takes the extra `cas`.",
    is_lost="Relations, links between annotations, numbers and switches of layers, annotations without a label,"
    " and those of a document as a whole.",
    tested_with="Files written with dkpro-cassis 0.12; no INCEpTION was run.",
)
