"""Writes a study as a REFI-QDA project.

One selection for each span, with a coding for each code and rater; where there is a rationale, which the standard
lets stand with a selection only, a selection of its own. Positions are those of the file as it is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from codebook import name_key
from runs.coding_store import codebook_in_use, raters
from runs.exchange.format import WriteOptions, Written
from runs.exchange.latest_judgements import judgements, placed_in
from runs.exchange.positions.offsets import Counting
from runs.exchange.refi.code_writing import CodeTree, codes_outside, write_codes, write_groups
from runs.exchange.refi.guids import code_guid, guid
from runs.exchange.refi.judged import NOTE_NAME, note_of, note_text
from runs.exchange.refi.users import user_name
from runs.exchange.refi.xml_writing import XmlWriting, replaced_told, xml_member
from runs.exchange.whole_file import whole_file
from runs.exchange.zip_members import undated
from runs.records import Coding, Rater, Transcript
from runs.study import Study
from runs.transcript_store import documents, transcript

NAMESPACE = "urn:QDA-XML:project:1.0"
_LONGEST_NAME = 60
_BOM = "\ufeff"


class _Project(NamedTuple):
    """What is written, and how."""

    codings: Mapping[str, Sequence[Coding]]
    """The latest coding of each stretch by each rater, by document."""
    raters: Mapping[str, Rater]
    codes: CodeTree
    options: WriteOptions

    def user(self, rater: str) -> str:
        """The rater's GUID."""
        return guid("user", user_name(self.raters[rater]))

    def code(self, name: str) -> str:
        """The code's GUID; codings may spell a code otherwise than the codebook."""
        book = self.codes.book
        return code_guid(book.spelled(name) if book else name)


def write_project(study: Study, path: Path, options: WriteOptions, *, origin: str, now: str) -> Written:
    """What was written of a study, as a package that is written whole or not at all.

    Raises:
        InputError: The file cannot be written; what was there before is as it was.
    """
    project, left_out = _project(study, options)
    with whole_file(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as package:
        with xml_member(package, "project.qde") as xml:
            rows = _write(xml, study, project, origin, now)
        for name in documents(study):
            held = transcript(study, name)
            package.writestr(undated(f"sources/{_source_guid(held)}.txt"), _file_of(held.text, options))
            package.writestr(undated(f"sources/{_note_guid(held)}.txt"), _note(held, project).encode())
    return Written(rows, (*left_out, *replaced_told(xml.replaced)))


def _project(study: Study, options: WriteOptions) -> tuple[_Project, tuple[str, ...]]:
    latest = judgements(study)
    book = codebook_in_use(study)
    outside = {name_key(name): name for name in codes_outside((each.code for each in latest.placed), book)}
    project = _Project(latest.codings, raters(study), CodeTree(book, tuple(outside.values())), options)
    return project, latest.left_out


def _source_guid(held: Transcript) -> str:
    return guid("source", held.document, held.text_sha256)


def _note_guid(held: Transcript) -> str:
    return guid("note", held.document, held.text_sha256)


def _file_of(text: str, options: WriteOptions) -> bytes:
    """The text as a file; a BOM only before a text that begins with the same character."""
    ends = text.replace("\n", "\r\n") if options.line_endings == "crlf" else text
    return ((_BOM if text.startswith(_BOM) else "") + ends).encode("utf-8", "replace")


def _note(held: Transcript, project: _Project) -> str:
    codings, utf16 = project.codings.get(held.document, ()), project.options.offsets == "utf16"
    return note_text(note_of(held, codings, project.raters, utf16=utf16))


def _write(xml: XmlWriting, study: Study, project: _Project, origin: str, now: str) -> int:
    book = project.codes.book
    name = book.name if book else "Study"
    names = documents(study)
    rows = 0
    with xml.within("Project", xmlns=NAMESPACE, name=name, origin=origin, creationDateTime=now):
        _write_users(xml, project)
        if not project.codes.is_empty:
            with xml.within("CodeBook"):
                write_codes(xml, project.codes)
        if names:
            with xml.within("Sources"):
                rows = sum(_write_source(xml, transcript(study, each), project) for each in names)
            with xml.within("Notes"):
                for each in names:
                    _write_note(xml, transcript(study, each))
        write_groups(xml, book, member="targetGUID")
        if book and book.description:
            xml.element("Description", book.description)
    return rows


def _write_users(xml: XmlWriting, project: _Project) -> None:
    coding = dict.fromkeys(each.rater for held in project.codings.values() for each in held)
    if coding:
        with xml.within("Users"):
            for rater in coding:
                xml.element("User", guid=project.user(rater), name=user_name(project.raters[rater]))


def _write_note(xml: XmlWriting, held: Transcript) -> None:
    path = f"internal://{_note_guid(held)}.txt"
    xml.element("Note", guid=_note_guid(held), name=f"{NOTE_NAME}, {held.document}", plainTextPath=path)


class _Span(NamedTuple):
    """What one selection is made of; the rater only where there is a rationale."""

    start: int
    end: int
    rater: str
    rationale: str


def _write_source(xml: XmlWriting, held: Transcript, project: _Project) -> int:
    source = _source_guid(held)
    spans: dict[_Span, dict[tuple[str, str], None]] = {}
    for rater, each in placed_in(project.codings.get(held.document, ())):
        span = _Span(each.start or 0, each.end or 0, rater if each.rationale else "", each.rationale)
        spans.setdefault(span, {})[project.user(rater), project.code(each.code)] = None
    options = project.options
    counting = Counting(held.text, utf16=options.offsets == "utf16", counts_cr=options.line_endings == "crlf")
    path = f"internal://{source}.txt"
    with xml.within("TextSource", guid=source, name=held.document, plainTextPath=path):
        for span in sorted(spans):
            _write_selection(xml, held.text, source, span, spans[span], counting)
    return sum(map(len, spans.values()))


def _write_selection(
    xml: XmlWriting,
    text: str,
    source: str,
    span: _Span,
    given: Iterable[tuple[str, str]],
    counting: Counting,
) -> None:
    made = list(given)
    selection = guid("selection", source, *span)
    with xml.within(
        "PlainTextSelection",
        guid=selection,
        name=_short(text[span.start : span.end]),
        startPosition=str(counting.position(span.start)),
        endPosition=str(counting.position(span.end)),
        creatingUser=made[0][0],
    ):
        if span.rationale:
            xml.element("Description", span.rationale)
        for user, code in made:
            with xml.within("Coding", guid=guid("coding", selection, user, code), creatingUser=user):
                xml.element("CodeRef", targetGUID=code)


def _short(words: str) -> str:
    """The words in one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME].rstrip()}\u2026"
