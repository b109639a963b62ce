"""Projects of REFI-QDA (QDPX), which NVivo, ATLAS.ti, MAXQDA, QualCoder and others exchange."""

from importlib.metadata import version
from pathlib import Path

from runs.archives import Archive, ArchiveError
from runs.exchange.format import Format, Sureness, WriteOptions, Written
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.refi.project_reading import read_project
from runs.exchange.refi.project_writing import write_project
from runs.exchange.xml_elements import XmlError, is_called, root_of
from runs.study import Study

_NAME = "REFI-QDA project"
_ZIP = b"PK"
_DO = "Export the project anew as REFI-QDA (.qdpx)."


def _recognises(name: str, data: bytes) -> Sureness:
    if not data.startswith(_ZIP):
        return Sureness.NO
    if name.lower().endswith(".qdpx"):
        return Sureness.CERTAIN
    try:
        return Sureness.CERTAIN if b".qde" in data.lower() and _project_in(Archive(data)) else Sureness.NO
    except ArchiveError:
        return Sureness.NO


def _project_in(package: Archive) -> str | None:
    """The only member that ends with ``.qde``; those at the top come first."""
    found = [name for name in package.names if name.lower().endswith(".qde")]
    top = [name for name in found if "/" not in name]
    return top[0] if len(top) == 1 else found[0] if len(found) == 1 else None


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        package = Archive(data)
        member = _project_in(package)
        if member is None:
            raise UnreadableFile(name, _NAME, "Not exactly one file of its package ends with `.qde`.", do=_DO)
        root = root_of(package.read(member))
        if not is_called(root, "Project"):
            raise UnreadableFile(name, _NAME, f"Its {member} does not begin with `Project`.", do=_DO)
        return read_project(name, root, package, rater)
    except ArchiveError as error:
        raise UnreadableFile(name, _NAME, error.reason, do=_DO) from None
    except XmlError as error:
        raise UnreadableFile(name, _NAME, str(error), do=_DO) from None


def _write(study: Study, path: Path, options: WriteOptions, now: str) -> Written:
    return write_project(study, path, options, origin=f"Intercoder {version('intercoder')}", now=now)


FORMAT = Format(
    name=_NAME,
    endings=".qdpx",
    gives=("transcripts", "codebook", "codings"),
    recognises=_recognises,
    read=_read,
    is_read=(
        "Plain texts of text sources, of PDF and of recordings; codes with hierarchy and descriptions; selections with"
        " their codings by user; descriptions of selections as rationales. Names are matched whatever their"
        " namespace, files whatever their case. How positions were counted (code points, UTF-16, bytes; CRLF as one"
        " or two; BOM) is found by matching the names of selections with the text."
    ),
    is_lost="Notes, cases, variables, sets, links, graphs, colours, dates; selections without a code; what is coded in"
    " pictures, PDF pages and recordings; files outside of the package.",
    tested_with="The specification 1.5 and its schema; projects of qc and of the tests of qdapy.",
    form="qdpx",
    word="QDPX",
    media="application/zip",
    counts="codings",
    write=_write,
    is_written=(
        "Transcripts as UTF-8 texts; the latest codebook, with criteria and exemplars as labelled lines of each"
        " description, and exclusive groups as sets; the latest coding of each stretch by each person, model and"
        " consensus as a user; rationales as descriptions. A note for each transcript says who judged which stretch."
    ),
    is_not_written="Codes whose quotation does not stand in the text, judgements without an answer, probabilities,"
    " earlier codings, and how runs were made.",
    takes_options=True,
)
