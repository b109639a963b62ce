"""Packages that INCEpTION exports: the annotations of several annotators, and what was curated of them."""

from itertools import groupby

from runs.archives import Archive, ArchiveError
from runs.exchange.annotation.inception_codings import InceptionCodings
from runs.exchange.annotation.inception_layout import Layout, layout_of
from runs.exchange.annotation.inception_package import Package
from runs.exchange.annotation.inception_texts import names_of
from runs.exchange.annotation.labelled_texts import imported
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile

_NAME = "package of INCEpTION"
_HINTS = (b"exportedproject", b"annotation/", b"curation/", b".xmi")
_HEAD = 20_000
"""In so many bytes at its top XMI declares its namespaces."""
_DO = "Export the project anew from INCEpTION with the secondary format UIMA CAS JSON."


def _recognises(name: str, data: bytes) -> Sureness:
    if _is_bare(data):
        return Sureness.LIKELY
    if not data.startswith(b"PK") or not any(each in data for each in _HINTS):
        return Sureness.NO
    try:
        layout = layout_of(Archive(data).names)
    except ArchiveError:
        return Sureness.LIKELY if b"exportedproject" in data else Sureness.NO
    return Sureness.CERTAIN if layout.is_certain else Sureness.LIKELY if layout.is_likely else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    if _is_bare(data):
        why = "It is XMI by itself, and its types stand in another file."
        raise UnreadableFile(name, _NAME, why, do="Import the ZIP package that it was in, or export UIMA CAS JSON.")
    package = Package(name, _NAME, data)
    layout = package.layout
    if not layout.is_likely:
        raise UnreadableFile(name, _NAME, f"It holds no annotations as UIMA CAS: {_held(layout)}.", do=_DO)
    states = package.states()
    found = InceptionCodings(_NAME, states, layout.unread)
    names = names_of(sorted({each.document for each in layout.files}))
    for document, files in groupby(layout.files, lambda each: each.document):
        found.add(names[document], package.document(document, list(files), states))
    for path in layout.loose:
        found.add_loose(*package.loose(path), rater or "")
    if found.is_empty:
        raise UnreadableFile(name, _NAME, "None of its documents holds a text.", do=_DO)
    return imported(name, found.labelled)


def _is_bare(data: bytes) -> bool:
    """Whether it is XMI without a package, which cannot be read."""
    return data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"http:///uima/cas.ecore" in data[:_HEAD]


def _held(layout: Layout) -> str:
    endings = sorted({f".{each.ending}" for each in layout.files})
    return f"its annotators' files are {', '.join(endings)}" if endings else "INCEpTION alone reads what it holds"


FORMAT = Format(
    name=_NAME,
    endings=".zip",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Backups of a project with a secondary format, and exports of curated documents: UIMA CAS as JSON, or as"
    " XMI with its types. Each document is one transcript, each annotator a rater on it, the curation a consensus."
    " Whoever finished a document without annotations looked, and none applies. Annotations of documents that held some"
    " before anybody began are not independent. XMI of one annotator is read as well; `--rater` says whose it is."
    " Reading takes the extra `cas`.",
    is_lost="Work on documents that are not finished, which says nothing of the rest of them; files of an annotator in"
    " which a document has another text; files without annotations in a package without states; other secondary"
    " formats, such as WebAnno TSV; and what is lost of UIMA CAS as JSON. The import counts them.",
    tested_with="Files laid out after INCEpTION's manual and the source of its exporter, with CAS written by"
    " dkpro-cassis 0.12; no INCEpTION was run.",
)
