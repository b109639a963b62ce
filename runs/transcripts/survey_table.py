"""Tables of surveys with a row for each participant and a column for each question."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from codebook.headers import find_columns, first_rows, header_key
from codebook.tables import Row, Sheet, TableError, heads, sheets
from runs.transcripts.decoding import canonical
from runs.transcripts.found import reading_of, rendered, stem_of
from runs.transcripts.reading import LeftOut, Reading, UnreadableTranscript, refuse_larger
from runs.transcripts.rendering import Utterance
from runs.transcripts.survey_columns import SurveyColumn, identifies, is_question, is_technical, why_not_open
from runs.transcripts.turn_columns import CODING_WORDS, TURN_WORDS
from runs.transcripts.turn_table import QUESTION, Turns, encoding_guessed

_MOST_BYTES = 50_000_000
_PARTICIPANT = "Participant"
_IMPORT_ID = '{"ImportId"'
_ONE_ANSWER = frozenset({"", "response", "open ended response"})
_OWN_COLUMNS = 2
_IDS = (*TURN_WORDS["participant"], "record id", "record_id", "responseid", "respondentid", *TURN_WORDS["row"])


class ByHand(NamedTuple):
    """What a person says of columns, by their headers."""

    questions: tuple[str, ...] = ()
    """Columns to take, whatever they hold."""
    left: tuple[str, ...] = ()
    """Columns to leave alone."""
    participant: str = ""
    """The column that names the participants; empty to find it."""

    @property
    def headers(self) -> tuple[str, ...]:
        """All columns that are named."""
        return (*self.questions, *self.left, *filter(None, (self.participant,)))


_FOUND = ByHand()


class _Survey(NamedTuple):
    """A table with its header understood."""

    sheet: Sheet
    headers: int
    """Number of its header rows."""
    key: int | None
    """The column that names the participants."""
    rows: Sequence[Row]
    columns: Sequence[SurveyColumn]

    @property
    def open(self) -> tuple[SurveyColumn, ...]:
        """The columns of open answers."""
        return tuple(column for column in self.columns if not column.why_not and column.place != self.key)


class _Answers(NamedTuple):
    """What one participant said."""

    participant: str
    """Empty where the table does not name the participants."""
    utterances: tuple[Utterance, ...]
    unanswered: int
    row: int


def is_survey_table(name: str, data: bytes) -> bool:
    """Whether the top of a table is that of a survey with a row for each participant."""
    try:
        refuse_larger(name, data, _MOST_BYTES)
    except UnreadableTranscript:
        return False
    return any(_is_survey(_survey(Sheet("", iter(())), head)) for head in heads(data) if len(head) > 1)


def read_survey_table(name: str, data: bytes, by_hand: ByHand = _FOUND) -> Turns:
    """A transcript for each participant: each answered question as a turn of ``Question``, and its answer.

    Only open answers are taken. What columns were left alone, and why, is told by their headers.

    Args:
        name: The file's name.
        data: Its bytes.
        by_hand: Columns that a person takes, leaves, or says to name the participants.

    Raises:
        UnreadableTranscript: It is no such table, lacks a column that is named, is damaged or too large, or nobody
            answered.
    """
    try:
        refuse_larger(name, data, _MOST_BYTES)
        found = [_survey(sheet, tuple(sheet.rows), by_hand) for sheet in sheets(name, data)]
    except TableError as error:
        raise UnreadableTranscript(name, error.why, line=error.row, do=error.do) from None
    _require(name, found, by_hand)
    surveys = [each for each in found if each.open and (by_hand.headers or _is_survey(each))]
    if not surveys:
        raise UnreadableTranscript(name, "It has no column of open answers, or none that tells its rows apart.")
    several = len(surveys) > 1
    readings = [reading for each in surveys for reading in _readings(name, data, each, several=several)]
    if not readings:
        raise UnreadableTranscript(name, "Nobody answered.", do="Check that it is the right file.")
    return Turns(tuple(_numbered(readings)), tuple(dict.fromkeys(told for each in surveys for told in _told(each))))


def _require(name: str, surveys: Sequence[_Survey], by_hand: ByHand) -> None:
    for header in by_hand.headers:
        if not any(_is_headed(column, header) for survey in surveys for column in survey.columns):
            raise UnreadableTranscript(name, f"It has no column {header!r}.", do="Write its header as in the file.")


def _is_headed(column: SurveyColumn, header: str) -> bool:
    """Whether a column has this header, in its first row or as the question."""
    key = " ".join(header.split()).casefold()
    return key in (column.name.casefold(), column.question.casefold())


def _survey(sheet: Sheet, rows: Sequence[Row], by_hand: ByHand = _FOUND) -> _Survey:
    first = next((place for place, row in enumerate(first_rows(iter(rows))) if sum(map(bool, row.cells)) > 1), 0)
    top = [row.cells for row in islice(rows, first, first + 3)]
    names = top[0] if top else []
    questions, headers = _questions(top)
    body = rows[first + headers :]
    columns = [_column(place, names, questions, body) for place in range(max(len(names), len(questions)))]
    named = [column.place for column in columns if by_hand.participant and _is_headed(column, by_hand.participant)]
    key = named[0] if named else _key(names, body)
    return _Survey(sheet, first + headers, key, body, [_chosen(column, by_hand) for column in columns])


def _chosen(column: SurveyColumn, by_hand: ByHand) -> SurveyColumn:
    if any(_is_headed(column, header) for header in by_hand.left):
        return column._replace(why_not="it was to be left")
    taken = any(_is_headed(column, header) for header in by_hand.questions)
    return column._replace(why_not="") if taken else column


def _questions(top: Sequence[Sequence[str]]) -> tuple[Sequence[str], int]:
    """What each column asks, and the number of header rows: Qualtrics writes three or two, SurveyMonkey two."""
    if len(top) > 2 and any(cell.startswith(_IMPORT_ID) for cell in top[2]):
        return top[1], 3
    if len(top) > 1 and _spelled_out(top[0], top[1]):
        return top[1], 2
    if len(top) > 1 and _is_survey_monkey(top[0], top[1]):
        return _joined(top[0], top[1]), 2
    return top[0] if top else (), 1


def _spelled_out(names: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether a second row says the names of the program's own columns again, in words."""
    pairs = [(header_key(name), header_key(text)) for name, text in zip(names, texts, strict=False) if name and text]
    return sum(name == text.replace(" ", "") and is_technical(name) for name, text in pairs) >= _OWN_COLUMNS


def _is_survey_monkey(names: Sequence[str], below: Sequence[str]) -> bool:
    own = [place for place, name in enumerate(names) if header_key(name) in ("respondent id", "collector id")]
    return bool(own) and not any(below[place] for place in own if place < len(below)) and any(below)


def _joined(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """A question heads the first of its columns only; a second row names each column's part of it."""
    questions: list[str] = []
    asked = ""
    for place in range(max(len(names), len(below))):
        part = below[place] if place < len(below) else ""
        asked = (names[place] if place < len(names) else "") or (asked if part else "")
        questions.append(asked if header_key(part) in _ONE_ANSWER else f"{asked}: {part}")
    return questions


def _column(place: int, names: Sequence[str], questions: Sequence[str], rows: Sequence[Row]) -> SurveyColumn:
    name = names[place] if place < len(names) else ""
    question = " ".join((questions[place] if place < len(questions) else "").split())
    cells = _cells(rows, place)
    return SurveyColumn(place, " ".join(name.split()) or question, question, why_not_open(name, question, cells))


def _cells(rows: Sequence[Row], place: int) -> list[str]:
    return [row.cells[place] for row in rows if place < len(row.cells) and row.cells[place]]


def _key(names: Sequence[str], rows: Sequence[Row]) -> int | None:
    found = find_columns(Row(1, list(names)), {"participant": _IDS})
    place = found.places["participant"][0] if "participant" in found else None
    return None if place is None or identifies(_cells(rows, place)) else place


def _is_survey(survey: _Survey) -> bool:
    """Whether rows are participants and columns questions: a table of codings or of codes is none, nor one of turns."""
    names = [column.name for column in survey.columns]
    header = Row(1, names)
    asked = survey.open
    if not asked or "coding" in find_columns(header, CODING_WORDS) or "text" in find_columns(header, TURN_WORDS):
        return False
    own = sum(map(is_technical, names))
    people = find_columns(header, {"participant": TURN_WORDS["participant"]})
    questions = any(is_question(column.question) for column in asked)
    return own >= _OWN_COLUMNS or "participant" in people or (questions and (survey.key is not None or own > 0))


def _readings(name: str, data: bytes, survey: _Survey, *, several: bool) -> Iterator[Reading]:
    answers = [_answers(survey, row) for row in survey.rows]
    left = tuple(_left(survey, answers))
    guessed = survey.sheet.guessed_encoding
    stem = f"{stem_of(name)} {survey.sheet.name}".strip() if several else stem_of(name)
    for each in answers:
        if each.utterances:
            found = rendered(list(each.utterances), "survey", left, encoding=guessed or "utf-8")
            warnings = (*encoding_guessed(guessed), *found.warnings)
            document = each.participant or f"{stem} {each.row}"
            yield reading_of(name, data, found._replace(document=document, warnings=warnings))


def _answers(survey: _Survey, row: Row) -> _Answers:
    participant = _cell(row, survey.key)
    said: list[Utterance] = []
    for column in survey.open:
        answer = canonical(_cell(row, column.place))
        if answer.strip():
            said += (Utterance(QUESTION, canonical(column.question)), Utterance(participant or _PARTICIPANT, answer))
    return _Answers(" ".join(participant.split()), tuple(said), len(survey.open) - len(said) // 2, row.number)


def _cell(row: Row, place: int | None) -> str:
    return row.cells[place] if place is not None and place < len(row.cells) else ""


def _numbered(readings: Sequence[Reading]) -> Iterator[Reading]:
    """The transcripts, those of a participant with several rows numbered: each row is an answer of its own."""
    taken = {reading.transcript.document for reading in readings}
    seen: set[str] = set()
    for reading in readings:
        name, number = reading.transcript.document, 2
        if name in seen:
            while f"{name} ({number})" in taken:
                number += 1
            name = f"{name} ({number})"
            taken.add(name)
            transcript = reading.transcript.model_copy(update={"document": name})
            reading = reading.model_copy(update={"transcript": transcript})
        seen.add(name)
        yield reading


def _left(survey: _Survey, answers: Sequence[_Answers]) -> Iterator[LeftOut]:
    yield LeftOut(why="table header", count=survey.headers)
    unanswered = sum(each.unanswered for each in answers)
    if unanswered:
        yield LeftOut(why="questions without an answer", count=unanswered)
    silent = sum(not each.utterances for each in answers)
    if silent:
        yield LeftOut(why="rows without an open answer", count=silent)


def _told(survey: _Survey) -> Iterator[str]:
    """What each column was taken for, by its header alone."""
    taken = ", ".join(_named(survey, column) for column in survey.open)
    yield f"Each row is a participant. Taken as questions: {taken}."
    if survey.key is None:
        yield "No column names the participants: their transcripts have the number of their row."
    else:
        yield f"{survey.columns[survey.key].name!r} names the participants."
        ids = _cells(survey.rows, survey.key)
        if len(ids) < len(survey.rows):
            yield f"{len(survey.rows) - len(ids)} rows name no participant: they have the number of their row."
        if len(set(ids)) < len(ids):
            yield f"{len(ids) - len(set(ids))} rows name a participant again: their transcripts are numbered."
    for column in survey.columns:
        if column.why_not and column.place != survey.key:
            yield f"Not taken: {_named(survey, column)}, {column.why_not}."
    yield "Take a column with --map question=HEADER, leave one with --map leave=HEADER."


def _named(survey: _Survey, column: SurveyColumn) -> str:
    """Its header; with its number where that is missing or heads another column too."""
    alike = sum(each.name == column.name for each in survey.columns)
    if column.name and alike == 1:
        return repr(column.name)
    return f"{column.name!r} (column {column.place + 1})" if column.name else f"column {column.place + 1}"
