"""Reads a Word document that was written of a study, with what people have changed in it since."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.imported import Imported, NotTaken, Stretch
from runs.exchange.positions.project_texts import project_transcript
from runs.exchange.refi.judged import Judged, JudgedNote, JudgedStretch, note_in
from runs.exchange.refi.users import rater_named
from runs.exchange.typed_codes import codes_and_rationale
from runs.exchange.word.breaks import BREAKS
from runs.exchange.word.codings import rater_of
from runs.exchange.word.comments import Comment, comments_in, set_aside, with_words
from runs.exchange.word.parts import HEADING, NOTES
from runs.exchange.xml_elements import attribute, children, is_called, root_of
from runs.records import RaterKind
from runs.transcripts import Reading
from runs.transcripts.word_package import document_xml

_SKIPPED = frozenset({"del", "moveFrom", "pPr", "rPr", "sectPr"})


def is_study(parts: Mapping[str, bytes]) -> bool:
    """Whether a document has interviews under headings of ours."""
    return f'"{HEADING}"'.encode() in document_xml(parts)


def read_word_study(name: str, parts: Mapping[str, bytes], rater: str | None) -> Imported:
    """The interviews of a document and the codings that its comments hold.

    Args:
        name: The file's name.
        parts: The parts of its package.
        rater: Who wrote comments of which the file does not say it.

    Raises:
        XmlError: Its XML is damaged.
    """
    body = _Body(root_of(document_xml(parts)))
    comments = comments_in(parts)
    kept = _kept(parts)
    notes = [kept.of(each) for each in body.interviews]
    taken = with_words(comments)
    rows: list[CodingRow] = []
    for number, each in enumerate(taken, 1):
        rows += _rows(number, each, body, notes, kept.codes, rater)
    unplaced = len(taken) - len({row.number for row in rows})
    rows += _looked(rows, body.interviews, notes)
    people = {row.rater for row in rows}
    named = [rater_named(user) for user in people]
    return Imported(
        found="Word document of a study with comments",
        transcripts=tuple(
            _reading(name, each, note) for each, note in zip(body.interviews, notes, strict=True) if each.text.strip()
        ),
        codings=CodingsTable(
            file=name,
            shape=TableShape.SPANS,
            rows=[row._replace(rater=rater_named(row.rater).name) for row in rows],
            typed_codes=kept.codes,
        ),
        kinds={each.name: each.kind for each in named if each.kind is not RaterKind.PERSON},
        not_independent=frozenset(_seen_first(body.interviews, notes)),
        not_taken=(*set_aside(comments), *_unplaced(unplaced)),
        notes=tuple(_changed(body.interviews, notes)),
    )


class _Interview(NamedTuple):
    name: str
    text: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


class _Place(NamedTuple):
    interview: int
    at: int


class _Body:
    """The interviews of a document, and where its comments begin and end."""

    def __init__(self, root: Element) -> None:
        self._names: list[str] = []
        self._texts: list[list[str]] = []
        self._length = 0
        self.starts: dict[str, _Place] = {}
        self.ends: dict[str, _Place] = {}
        self._walk(root)
        self.interviews = [_Interview(name, "".join(text)) for name, text in zip(self._names, self._texts, strict=True)]

    def _walk(self, element: Element) -> None:
        for each in element:
            tag = each.tag.rpartition("}")[2]
            if tag in _SKIPPED:
                continue
            if tag == "p" and _is_heading(each):
                self._names.append("".join(_words(each)).strip() or f"interview {len(self._names) + 1}")
                self._texts.append([])
                self._length = 0
            elif tag in {"commentRangeStart", "commentRangeEnd"}:
                edges = self.starts if tag == "commentRangeStart" else self.ends
                edges[attribute(each, "id")] = _Place(len(self._names) - 1, self._length)
            elif tag == "t" or tag in BREAKS:
                self._add(BREAKS.get(tag, each.text or ""))
            else:
                if tag == "p" and self._texts and self._texts[-1]:
                    self._add("\n")
                elif tag == "p":
                    self._add("")
                self._walk(each)

    def _add(self, words: str) -> None:
        """Add words to the interview; what stands before the first heading is in none."""
        if self._texts:
            self._texts[-1].append(words)
            self._length += len(words)

    def span(self, comment: str) -> tuple[int, int, int] | None:
        """The interview, the start and the end of a comment's words; None where it has none."""
        start, end = self.starts.get(comment), self.ends.get(comment)
        if start is None or end is None or start.interview < 0 or start.interview != end.interview:
            return None
        return (start.interview, start.at, end.at) if start.at <= end.at else None


def _is_heading(paragraph: Element) -> bool:
    styles = (style for each in children(paragraph, "pPr") for style in children(each, "pStyle"))
    return any(attribute(style, "val") == HEADING for style in styles)


def _words(paragraph: Element) -> Iterator[str]:
    for each in paragraph.iter():
        name = each.tag.rpartition("}")[2]
        yield (each.text or "") if name == "t" else BREAKS.get(name, "")


class _Kept(NamedTuple):
    """What the document keeps of the study beside its text."""

    codes: frozenset[str] = frozenset()
    notes: tuple[JudgedNote, ...] = ()

    def of(self, interview: _Interview) -> JudgedNote | None:
        """The note of an interview; None where there is none, or its text was changed."""
        same = (
            note
            for note in self.notes
            if note.document == interview.name and note.text_sha256 == interview.sha256
            if note.fits(len(interview.text))
        )
        return next(same, None)


def _kept(parts: Mapping[str, bytes]) -> _Kept:
    for path, part in parts.items():
        if path.lower().startswith("customxml/") and NOTES.encode() in part:
            root = root_of(part)
            if is_called(root, "study"):
                codes = frozenset(each.text or "" for each in children(root, "code"))
                notes = (note_in(each.text or "") for each in children(root, "note"))
                return _Kept(codes - {""}, tuple(note for note in notes if note))
    return _Kept()


def _rows(
    number: int,
    comment: Comment,
    body: _Body,
    notes: Sequence[JudgedNote | None],
    codes: frozenset[str],
    rater: str | None,
) -> Iterator[CodingRow]:
    span = body.span(comment.id)
    if span is None:
        return
    at, start, end = span
    interview, note = body.interviews[at], notes[at]
    author = rater_of(comment, rater)
    found, rationale = codes_and_rationale(comment.text, codes)
    row = CodingRow(
        number=number,
        document=interview.name,
        rater=author,
        codes=(comment.text,),
        quotation=interview.text[start:end].strip(),
        start=start,
        end=end,
    )
    stretches = note.judged.get(author) if note else None
    if not stretches:
        yield row
        return
    for code in found:
        for judged_start, judged_end in Judged(stretches).of(start, end, code, rationale):
            yield row._replace(codes=(code,), rationale=rationale, judged_start=judged_start, judged_end=judged_end)
    if not found:
        yield row


def _looked(
    rows: Sequence[CodingRow], interviews: Sequence[_Interview], notes: Sequence[JudgedNote | None]
) -> Iterator[CodingRow]:
    """A row for each stretch that a rater has judged and given no code."""
    coded = {(row.document, row.rater, row.judged_start, row.judged_end) for row in rows}
    for interview, user, each in _judged(interviews, notes):
        if (interview.name, user, each.start, each.end) not in coded:
            yield CodingRow(0, interview.name, user, (), judged_start=each.start, judged_end=each.end)


def _judged(
    interviews: Sequence[_Interview], notes: Sequence[JudgedNote | None]
) -> Iterator[tuple[_Interview, str, JudgedStretch]]:
    for interview, note in zip(interviews, notes, strict=True):
        for user, stretches in note.judged.items() if note else ():
            yield from ((interview, user, each) for each in stretches)


def _seen_first(interviews: Sequence[_Interview], notes: Sequence[JudgedNote | None]) -> Iterator[Stretch]:
    for interview, user, each in _judged(interviews, notes):
        if not each.independent:
            yield Stretch(interview.name, rater_named(user).name, each.start, each.end)


def _reading(file: str, interview: _Interview, note: JudgedNote | None) -> Reading:
    return project_transcript(
        interview.name,
        interview.text,
        program="Word",
        file=file,
        sha256=interview.sha256,
        turns=note.as_turns if note else None,
    )


def _changed(interviews: Sequence[_Interview], notes: Sequence[JudgedNote | None]) -> Iterator[str]:
    for interview, note in zip(interviews, notes, strict=True):
        if note is None:
            yield (
                f"The text of {interview.name!r} is not as it was written, or what was kept of it is gone: each rater"
                " who has a coding in it is taken to have read all of it."
            )


def _unplaced(number: int) -> Iterator[NotTaken]:
    if number:
        yield NotTaken("comments that are not anchored in one interview", number)
