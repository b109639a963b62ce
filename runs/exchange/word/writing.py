"""Writes a study as one Word document, in which each coding is a comment by its rater.

Each interview stands under a heading of its own, a paragraph for each line of its text. Beside the text there is a
part, which Word keeps, with the codes and with what the REFI-QDA projects of ours say in their notes: a document that
comes back gives the same judgements.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from runs.coding_store import raters
from runs.exchange.format import Written
from runs.exchange.latest_judgements import judgements, placed_in
from runs.exchange.refi.judged import note_of, note_text
from runs.exchange.refi.users import user_name
from runs.exchange.refi.xml_writing import XmlWriting, replaced_told, xml_member
from runs.exchange.whole_file import whole_file
from runs.exchange.word.parts import HEADING, NOTES, RELATIONSHIPS, WORD, fixed_parts
from runs.exchange.zip_members import undated
from runs.records import Coding, Rater, Transcript
from runs.study import Study
from runs.transcript_store import documents, transcript


class _Written(NamedTuple):
    """A comment."""

    number: int
    start: int
    end: int
    author: str
    codes: Sequence[str]
    rationale: str


def write_word(study: Study, path: Path, now: str) -> Written:
    """What was written of a study, as a document that is written whole or not at all.

    Raises:
        InputError: The file cannot be written; what was there before is as it was.
    """
    latest = judgements(study)
    people = raters(study)
    comments: list[_Written] = []
    replaced = 0
    with whole_file(path) as part, ZipFile(part, "w", ZIP_DEFLATED) as package:
        for name, content in fixed_parts():
            package.writestr(undated(name), content)
        with xml_member(package, "word/document.xml") as xml:
            with xml.within("w:document", **{"xmlns:w": WORD, "xmlns:r": RELATIONSHIPS}), xml.within("w:body"):
                for name in documents(study):
                    held = transcript(study, name)
                    made = list(_comments(latest.codings.get(name, ()), people, len(comments)))
                    _write_interview(xml, held, made)
                    comments += made
            replaced += xml.replaced
        with xml_member(package, "word/comments.xml") as xml:
            with xml.within("w:comments", **{"xmlns:w": WORD}):
                for each in comments:
                    _write_comment(xml, each, now)
            replaced += xml.replaced
        with xml_member(package, "customXml/item1.xml") as xml, xml.within("study", xmlns=NOTES):
            for code in dict.fromkeys(each.code for each in latest.placed):
                xml.element("code", code)
            for name in documents(study):
                note = note_of(transcript(study, name), latest.codings.get(name, ()), people)
                xml.element("note", note_text(note))
    return Written(sum(len(each.codes) for each in comments), (*latest.left_out, *replaced_told(replaced)))


def _comments(codings: Iterable[Coding], people: Mapping[str, Rater], before: int) -> Iterator[_Written]:
    """One comment for the codes that a rater gave to the same words for the same reason."""
    found: dict[tuple[int, int, str, str], dict[str, None]] = {}
    for rater, each in placed_in(codings):
        place = (each.start or 0, each.end or 0, user_name(people[rater]), each.rationale)
        found.setdefault(place, {})[each.code] = None
    for number, (place, codes) in enumerate(sorted(found.items(), key=lambda each: each[0]), before):
        start, end, author, rationale = place
        yield _Written(number, start, end, author, tuple(codes), rationale)


class _Edge(NamedTuple):
    """Where a comment's words begin or end; at one place ends come first, but not before their own beginning."""

    at: int
    order: int
    comment: int

    @property
    def is_start(self) -> bool:
        return self.order == 1


def _edges(comments: Iterable[_Written]) -> list[_Edge]:
    edges = [_Edge(each.start, 1, each.number) for each in comments]
    edges += [_Edge(each.end, 2 if each.start == each.end else 0, each.number) for each in comments]
    return sorted(edges)


def _write_interview(xml: XmlWriting, held: Transcript, comments: Sequence[_Written]) -> None:
    with xml.within("w:p"):
        with xml.within("w:pPr"):
            xml.element("w:pStyle", **{"w:val": HEADING})
        _write_words(xml, held.document)
    edges = _edges(comments)
    places = [each.at for each in edges]
    at = 0
    for line in held.text.split("\n"):
        end = at + len(line)
        here = edges[bisect_left(places, at) : bisect_right(places, end)]
        with xml.within("w:p"):
            for edge in here:
                _write_words(xml, held.text[at : edge.at])
                at = edge.at
                _write_edge(xml, edge)
            _write_words(xml, held.text[at:end])
        at = end + 1


def _write_edge(xml: XmlWriting, edge: _Edge) -> None:
    number = {"w:id": str(edge.comment)}
    if edge.is_start:
        xml.element("w:commentRangeStart", **number)
        return
    xml.element("w:commentRangeEnd", **number)
    with xml.within("w:r"):
        xml.element("w:commentReference", **number)


def _write_words(xml: XmlWriting, words: str) -> None:
    if not words:
        return
    with xml.within("w:r"):
        for number, piece in enumerate(words.split("\t")):
            if number:
                xml.element("w:tab")
            if piece:
                xml.element("w:t", piece, **{"xml:space": "preserve"})


def _write_comment(xml: XmlWriting, comment: _Written, now: str) -> None:
    initials = "".join(word[0] for word in comment.author.split())[:4]
    named = {"w:id": str(comment.number), "w:author": comment.author, "w:date": now, "w:initials": initials}
    below = ["", *comment.rationale.split("\n")] if comment.rationale else []
    with xml.within("w:comment", **named):
        for line in (*comment.codes, *below):
            with xml.within("w:p"):
                _write_words(xml, line)
