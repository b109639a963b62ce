"""Writes the codebook of a study as a REFI-QDA codebook."""

import io
from pathlib import Path

from codebook import InputError
from runs.coding_store import codebook_in_use
from runs.exchange.format import Written
from runs.exchange.refi.code_writing import CodeTree, write_codes, write_groups
from runs.exchange.refi.xml_writing import XmlWriting, replaced_told
from runs.exchange.whole_file import whole_file
from runs.study import Study

NAMESPACE = "urn:QDA-XML:codebook:1.0"


def write_codebook(study: Study, path: Path, *, origin: str) -> Written:
    """How many codes were written, into a file that is written whole or not at all.

    Raises:
        InputError: The study has no codebook, or the file cannot be written.
    """
    book = codebook_in_use(study)
    if book is None:
        raise InputError("The study has no codebook.", do="Import one first.")
    stream = io.StringIO()
    xml = XmlWriting(stream)
    with xml.within("CodeBook", xmlns=NAMESPACE, origin=origin):
        write_codes(xml, CodeTree(book))
        write_groups(xml, book, member="guid")
    with whole_file(path) as part:
        part.write_text(stream.getvalue(), encoding="utf-8", newline="\n")
    return Written(len(book.codes), tuple(replaced_told(xml.replaced)))
