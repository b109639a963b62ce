"""A study's transcripts with all codings in them, as one page that needs nothing else."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple, TextIO

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from runs.coding_store import codebook_in_use, raters_who_coded
from runs.exchange.in_force import codings_in_force
from runs.exchange.pages.coded_text import CodedTurn, Column, coded_turns
from runs.records import Assignment, Coding, CodingStatus
from runs.study import Study
from runs.study_texts import StudyTexts
from runs.transcript_store import documents

_PAGES = Environment(
    loader=PackageLoader("runs.exchange", "pages"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Interview(NamedTuple):
    """One transcript on the page."""

    anchor: str
    document: str
    turns: Iterator[CodedTurn]
    ungrounded: list[tuple[Column, Assignment]]


class Place(NamedTuple):
    """Where a code was given."""

    anchor: str
    document: str
    turn: int | None


class CodedPage:
    """Writes the page one interview after the other, and gathers the index of codes meanwhile."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._book = codebook_in_use(study)
        self._columns = {rater.name: Column(number, rater) for number, rater in enumerate(raters_who_coded(study), 1)}
        self._places: dict[str, list[Place]] = {code.name: [] for code in self._book.codable} if self._book else {}
        self.passages = 0
        """How many codes were given to passages that are on the page."""
        self.unanswered = 0
        """How many judgements have no answer."""

    def write(self, stream: TextIO, now: str) -> None:
        """Write the page.

        Args:
            stream: A text file.
            now: The time, ISO 8601.
        """
        style = (files("runs.exchange") / "pages" / "coded.css").read_text("utf-8").strip()
        parts = _PAGES.get_template("coded.html.jinja").generate(
            name=self._book.name if self._book else self._study.path.stem,
            documents=documents(self._study),
            columns=list(self._columns.values()),
            interviews=self._interviews(),
            index=self._index,
            by_document=_by_document,
            style=Markup(style),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            made_with=f"Intercoder {version('intercoder')}",
            now=now[:10],
            clock=_clock,
        )
        stream.writelines(parts)

    def _interviews(self) -> Iterator[Interview]:
        for number, (document, transcript) in enumerate(StudyTexts(self._study).items(), 1):
            codings = codings_in_force(self._study, document)
            self.unanswered += sum(each.status is not CodingStatus.CODED for each in codings)
            turns = coded_turns(transcript, codings, self._columns, f"i{number}")
            yield Interview(f"i{number}", document, self._indexed(turns, document), self._ungrounded(codings))

    def _indexed(self, turns: Iterator[CodedTurn], document: str) -> Iterator[CodedTurn]:
        """The turns, after their codes were entered in the index."""
        for turn in turns:
            for passage in turn.passages:
                self.passages += 0 if passage.continues else len(passage.given)
            place = Place(turn.anchor, document, turn.position)
            for code in dict.fromkeys(given.code for passage in turn.passages for given in passage.given):
                self._places.setdefault(code, []).append(place)
            yield turn

    def _ungrounded(self, codings: list[Coding]) -> list[tuple[Column, Assignment]]:
        return [
            (self._columns[coding.rater], each)
            for coding in codings
            for each in coding.assignments
            if each.start is None
        ]

    def _index(self) -> Iterator[tuple[str, list[Place]]]:
        """The codes of the codebook in their order, then others."""
        yield from self._places.items()


def _by_document(places: Iterable[Place]) -> Iterator[tuple[str, list[Place]]]:
    for document, found in groupby(places, key=lambda place: place.document):
        yield document, list(found)


def _clock(milliseconds: int) -> str:
    seconds = milliseconds // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
