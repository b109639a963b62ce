"""Codebooks of REFI-QDA (QDC)."""

import re
from importlib.metadata import version
from pathlib import Path, PurePath

from runs.coding_store import latest_codebook
from runs.exchange.format import Format, Sureness, WriteOptions, Written
from runs.exchange.imported import Imported, NotTaken, UnreadableFile
from runs.exchange.refi.code_reading import read_codes
from runs.exchange.refi.codebook_writing import write_codebook
from runs.exchange.xml_elements import XmlError, is_called, root_of
from runs.study import Study

_NAME = "REFI-QDA codebook"
_DO = "Export the codebook anew as REFI-QDA (.qdc)."
_ROOT = re.compile(rb"<(?:\w+:)?CodeBook[\s>/]")
_HEAD = 4000


def _recognises(name: str, data: bytes) -> Sureness:
    is_xml = data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
    if is_xml and _ROOT.search(data[:_HEAD].replace(b"\0", b"")):
        return Sureness.CERTAIN
    return Sureness.LIKELY if is_xml and name.lower().endswith(".qdc") else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        root = root_of(data)
        if not is_called(root, "CodeBook"):
            raise UnreadableFile(name, _NAME, "It does not begin with `CodeBook`.", do=_DO)
        codes = read_codes(name, PurePath(name).stem, root, used=frozenset())
    except XmlError as error:
        raise UnreadableFile(name, _NAME, str(error), do=_DO) from None
    if codes.book.reading is None:
        raise UnreadableFile(name, _NAME, codes.book.fault or "It has no codes.", do=_DO)
    sets = (NotTaken("sets of codes", codes.other_sets),) if codes.other_sets else ()
    return Imported(_NAME, codebook=codes.book.reading, not_taken=sets)


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    return write_codebook(study, path, origin=f"Intercoder {version('intercoder')}")


def _is_there(study: Study) -> bool:
    return latest_codebook(study) is not None


FORMAT = Format(
    name=_NAME,
    endings=".qdc",
    gives=("codebook",),
    recognises=_recognises,
    read=_read,
    is_read="Codes with hierarchy, whether they can be given, and descriptions; labelled lines of ours in these as"
    " criteria and exemplars; sets of ours as exclusive groups. The codebook is called by the name of its file.",
    is_lost="Colours, GUIDs, other sets.",
    tested_with="The schema; the example of the specification and a codebook of Taguette.",
    form="qdc",
    word="QDC",
    media="application/xml",
    counts="codes",
    write=_write,
    is_there=_is_there,
    is_written="Names, hierarchy, whether a code can be given; definition, criteria and exemplars as one description"
    " with labelled lines; exclusive groups as sets.",
    is_not_written="The name, the description and the version of the codebook, for which it has no place.",
)
