"""A Word document with comments as a transcript and the codings that its comments hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.imported import Imported
from runs.exchange.word.comments import Comment, comments_in, set_aside, with_words
from runs.exchange.word.marks import Anchor, anchors_in
from runs.records import Turn
from runs.transcripts import Reading
from runs.transcripts.blocks import BlockTalk
from runs.transcripts.found import reading_of, stem_of
from runs.transcripts.read import found_in_word
from runs.transcripts.rendering import Utterance
from runs.transcripts.word_file import read_word

FOUND = "Word document with comments"
_NOBODY = frozenset({"", "Author", "Autor", "Auteur", "Autore"})
"""What Word puts in the place of names where personal data were removed."""


def read_word_codings(name: str, data: bytes, parts: Mapping[str, bytes], rater: str | None) -> Imported:
    """The transcript as it is without its comments, and a row for each comment.

    Args:
        name: The file's name.
        data: Its bytes.
        parts: The parts of its package.
        rater: Who wrote comments of which the file does not say it.

    Raises:
        UnreadableTranscript: The document has no text or is damaged.
        XmlError: Its comments are damaged.
    """
    talk = read_word(name, data, stem_of(name))
    reading = reading_of(name, data, found_in_word(talk))
    comments = comments_in(parts)
    anchors = anchors_in(name, parts, talk.text)
    places = _Places(talk, reading.transcript.turns)
    taken = with_words(comments)
    rows = [_row(number, each, places.of(anchors.get(each.id)), reading, rater) for number, each in enumerate(taken, 1)]
    unplaced = sum(row.start is None for row in rows)
    return Imported(
        found=FOUND,
        transcripts=(_without_the_word_comments(reading),),
        codings=CodingsTable(file=name, shape=TableShape.SPANS, rows=rows, typed_codes=frozenset()),
        not_taken=tuple(set_aside(comments)),
        notes=tuple(_notes(reading, comments, taken, unplaced, rater)),
    )


class _Place(NamedTuple):
    """Where what was said in a turn stands in the file and in the transcript."""

    in_file: int
    start: int
    length: int


class _Places:
    """Turns places in a file into places in the transcript that was made of it."""

    def __init__(self, talk: BlockTalk, turns: Sequence[Turn]) -> None:
        said = [each for each in talk.utterances if each.text.strip()]
        self._places = [
            _Place(_begin(each), turn.start, turn.end - turn.start)
            for each, turn in zip(said, turns, strict=True)
            if each.at is not None
        ]

    def of(self, anchor: Anchor | None) -> tuple[int, int] | None:
        """What of an anchor's words was said, from its first to its last character; None where nothing was."""
        if anchor is None:
            return None
        within = [
            (each.start + max(anchor.start - each.in_file, 0), each.start + min(anchor.end - each.in_file, each.length))
            for each in self._places
            if anchor.start < each.in_file + each.length and each.in_file < anchor.end
        ]
        return (within[0][0], within[-1][1]) if within and anchor.start < anchor.end else None


def _begin(utterance: Utterance) -> int:
    assert utterance.at is not None
    return utterance.at + len(utterance.text) - len(utterance.text.lstrip())


def _row(
    number: int, comment: Comment, place: tuple[int, int] | None, reading: Reading, rater: str | None
) -> CodingRow:
    start, end = place or (None, None)
    return CodingRow(
        number=number,
        document=reading.transcript.document,
        rater=rater_of(comment, rater),
        codes=(comment.text,),
        quotation=reading.transcript.text[start:end].strip() if place else "",
        start=start,
        end=end,
    )


def rater_of(comment: Comment, rater: str | None) -> str:
    """Who wrote a comment; where personal data were removed, who is said to have."""
    return rater or comment.author.strip() if comment.author.strip() in _NOBODY else comment.author


def _without_the_word_comments(reading: Reading) -> Reading:
    return reading.model_copy(update={"left_out": tuple(each for each in reading.left_out if each.why != "comments")})


def _notes(
    reading: Reading, comments: Sequence[Comment], taken: Sequence[Comment], unplaced: int, rater: str | None
) -> Iterator[str]:
    speakers = ", ".join(f"{name or 'unknown speaker'} {count}" for name, count in reading.speakers.items())
    yield f"{reading.transcript.document}: {reading.transcript.format}, turns by {speakers}"
    authors = ", ".join(f"{name!r} {count}" for name, count in Counter(each.author for each in comments).items())
    yield f"Comments by {authors}."
    for left in _without_the_word_comments(reading).left_out:
        yield f"left out of the text: {left.why}, {left.count}"
    if any(each.is_resolved for each in taken):
        yield f"{sum(each.is_resolved for each in taken)} comments are marked as resolved; they count like the others."
    if unplaced:
        yield f"{unplaced} comments are anchored to nothing that was said."
    if any(each.author in _NOBODY - {""} for each in taken) and not rater:
        yield "Word has put 'Author' in the place of names; say who coded with --rater."
