"""Tables with a row for each turn, or for each answer to a survey, as CSV or in a workbook."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from codebook.headers import Columns, find_columns, first_rows
from codebook.tables import Row, Sheet, TableError, heads, sheets
from runs.transcripts.decoding import canonical
from runs.transcripts.found import reading_of, rendered, stem_of
from runs.transcripts.reading import LeftOut, Reading, UnreadableTranscript, refuse_larger
from runs.transcripts.rendering import Utterance
from runs.transcripts.times import is_time, milliseconds
from runs.transcripts.turn_columns import CODING_WORDS, TURN_WORDS

_MOST_BYTES = 50_000_000
QUESTION = "Question"
"""Whose turns the questions of a survey are."""
_DO = "Name its columns `speaker, text`, with `time` and `document` where you have them, or `participant, answer`."


class Turns(NamedTuple):
    """The transcripts of a table, and what was decided about its columns, for people."""

    readings: tuple[Reading, ...]
    decided: tuple[str, ...]


class _Layout(NamedTuple):
    """Which column is what in a table of turns; a field that the table lacks is empty."""

    columns: Columns
    text: str
    speaker: str
    document: str
    question: str


class _Said(NamedTuple):
    """A row of the table."""

    document: str
    utterances: tuple[Utterance, ...]
    number: str = ""
    """The turn's number, where the table has them."""


class _Table(NamedTuple):
    """A sheet with such a header, and its rows."""

    sheet: Sheet
    layout: _Layout
    rows: Sequence[Row]


def is_turn_table(name: str, data: bytes) -> bool:
    """Whether a table has the header of turns or of survey answers."""
    return _first_layout(name, data) is not None


def speaks_of_codes(name: str, data: bytes) -> bool:
    """Whether a table of turns also has a column that a codebook or a table of codings would have."""
    layout = _first_layout(name, data)
    return layout is not None and "coding" in find_columns(layout.columns.header, CODING_WORDS)


def read_turn_table(name: str, data: bytes) -> Turns:
    """The transcripts of a table, one for each document that its rows name, or one for each sheet.

    A row is a turn where the table has speakers. Where it has answers instead, those of one participant are a
    transcript, each question before its answer with the label ``Question``.

    Raises:
        UnreadableTranscript: It is no such table, is damaged or too large, or no row has a text.
    """
    try:
        refuse_larger(name, data, _MOST_BYTES)
        tables, others = _tables(name, data)
    except TableError as error:
        raise UnreadableTranscript(name, error.why, line=error.row, do=error.do) from None
    if not tables:
        raise UnreadableTranscript(name, "Its header is that of neither turns nor answers.", do=_DO)
    rows = [each for table in tables for each in _said_in(name, table, several=len(tables) > 1)]
    said = list(_each_once(rows))
    decided = [each for table in tables for each in _decided(table)]
    if len(said) < len(rows):
        decided.append(
            f"{len(rows) - len(said)} rows repeat the turn of the row above, by its number, and are left out."
        )
    if others:
        decided.append(f"Not taken: {len(others)} sheets without such a header.")
    return Turns(tuple(_readings(name, data, tables, said)), tuple(dict.fromkeys(decided)))


def _tables(name: str, data: bytes) -> tuple[list[_Table], list[str]]:
    """The sheets with such a header, and the names of those without."""
    tables: list[_Table] = []
    others: list[str] = []
    for sheet in sheets(name, data):
        layout = _layout_in(sheet.rows)
        if layout is None:
            others.append(sheet.name)
        else:
            tables.append(_Table(sheet, layout, list(sheet.rows)))
    return tables, others


def _layout_in(rows: Iterator[Row]) -> _Layout | None:
    return next((found for row in first_rows(rows) if (found := _layout(find_columns(row, TURN_WORDS)))), None)


def _first_layout(name: str, data: bytes) -> _Layout | None:
    try:
        refuse_larger(name, data, _MOST_BYTES)
    except UnreadableTranscript:
        return None
    return next((found for head in heads(data) if (found := _layout_in(iter(head)))), None)


def _layout(columns: Columns) -> _Layout | None:
    speaks = next((field for field in ("speaker", "participant") if field in columns), "")
    document = "document" if "document" in columns else ""
    if "text" in columns and speaks and not ("answer" in columns and "speaker" not in columns):
        return _Layout(columns, "text", speaks, document, "")
    asked = {"participant", "document", "question", "speaker", "number", "row"}
    if "answer" not in columns or not any(field in columns for field in asked):
        return None
    question = "question" if "question" in columns else ""
    if "speaker" in columns:
        return _Layout(columns, "answer", "speaker", document, question)
    key = next((field for field in ("document", "participant", "row") if field in columns), "")
    return _Layout(columns, "answer", "participant" if "participant" in columns else "", key, question)


def _readings(name: str, data: bytes, tables: Sequence[_Table], said: Sequence[_Said]) -> Iterator[Reading]:
    left = tuple(_left(tables, sum(not each.utterances for each in said)))
    spoken: dict[str, list[Utterance]] = {}
    for each in said:
        if each.utterances:
            spoken.setdefault(each.document, []).extend(each.utterances)
    if not spoken:
        raise UnreadableTranscript(name, "No row of the table has a text.", do="Check that it is the right file.")
    kind = "table of answers" if tables[0].layout.text == "answer" else "table of turns"
    guessed = tables[0].sheet.guessed_encoding
    for document, utterances in spoken.items():
        found = rendered(utterances, kind, left, encoding=guessed or "utf-8")
        warnings = (*encoding_guessed(guessed), *found.warnings)
        yield reading_of(name, data, found._replace(document=document, warnings=warnings))


def encoding_guessed(encoding: str | None) -> Iterator[str]:
    """What to tell of an encoding that the file does not say itself."""
    if encoding:
        yield f"The encoding was guessed as {encoding}. If letters look wrong, save the file as UTF-8."


def _left(tables: Sequence[_Table], blank: int) -> Iterator[LeftOut]:
    yield LeftOut(why="table header", line=tables[0].layout.columns.header.number, count=len(tables))
    if blank:
        yield LeftOut(why="rows without text", count=blank)
    unread = sum(len(table.layout.columns.unread) for table in tables)
    if unread:
        yield LeftOut(why="columns that are neither text, speaker, time nor document", count=unread)


def _said_in(name: str, table: _Table, *, several: bool) -> Iterator[_Said]:
    own = f"{stem_of(name)} {table.sheet.name}".strip() if several else ""
    for row in table.rows:
        said = _said(table.layout, row)
        yield said if said.document else said._replace(document=own)


def _each_once(rows: Iterable[_Said]) -> Iterator[_Said]:
    """Each numbered turn once, where rows repeat it, as for each of several annotators."""
    return (row for before, row in pairwise(chain((None,), rows)) if row and (row != before or not row.number))


def _said(layout: _Layout, row: Row) -> _Said:
    cell = layout.columns.cell
    text = canonical(cell(row, layout.text))
    if not text.strip():
        return _Said(cell(row, layout.document), ())
    time = cell(row, "time")
    ms = milliseconds(time) if is_time(time) else None
    said = Utterance(cell(row, layout.speaker).rstrip(":：").strip(), text, ms)
    question = canonical(cell(row, layout.question)) if layout.question else ""
    asked = (Utterance(QUESTION, question),) if question.strip() else ()
    return _Said(" ".join(cell(row, layout.document).split()), (*asked, said), cell(row, "number"))


def _decided(table: _Table) -> Iterator[str]:
    """What each column was taken for, and how the rows were put together."""
    layout, rows = table.layout, table.rows
    used = {"text": layout.text, "speaker": layout.speaker, "document": layout.document, "question": layout.question}
    named = [f"{_header(layout.columns, field)!r} is the {what}" for what, field in used.items() if field]
    times = [layout.columns.cell(row, "time") for row in rows] if "time" in layout.columns else []
    given = [time for time in times if time]
    if given and all(map(is_time, given)):
        named.append(f"{_header(layout.columns, 'time')!r} is the time")
    yield f"Its columns: {'; '.join(named)}."
    if given and not all(map(is_time, given)):
        yield "Some of its times are not written as minutes and seconds (`1:23`) and were not taken."
    one = "an answer" if layout.text == "answer" else "a turn"
    if layout.document:
        nameless = sum(not layout.columns.cell(row, layout.document) for row in rows)
        yield f"Each row is {one}; rows with the same {_header(layout.columns, layout.document)!r} are one transcript."
        if nameless:
            yield f"{nameless} rows have nothing there; they are a transcript with the name of the file or the sheet."
    else:
        yield f"Each row is {one}; all rows are one transcript, since no column names documents or participants."
    if layout.question:
        yield f"Questions stand before their answers, as turns of {QUESTION!r}."


def _header(columns: Columns, field: str) -> str:
    return columns.header.cells[columns.places[field][0]]
