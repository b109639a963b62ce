"""Interview tables in Word files: one row an utterance, with columns such as time, speaker and text."""

from collections.abc import Sequence
from typing import NamedTuple

from runs.transcripts.rendering import Utterance
from runs.transcripts.times import is_time, milliseconds
from runs.transcripts.words import words

Row = Sequence[str]

_TIME = words("time timestamp timecode start begin from zeit zeitstempel temps heure tiempo hora tempo")
_SPEAKER = words(
    """
    speaker participant name who person role interviewer/interviewee turn sprecher sprecherin person rolle
    locuteur participante hablante persona nom nombre
    """
)
_TEXT = words(
    """
    text utterance transcript speech content response words talk said transkript äußerung inhalt texte
    transcription énoncé texto transcripción contenido testo
    """
)


class Columns(NamedTuple):
    """Where a table keeps what was said, by whom and when; None where it has no such column."""

    text: int
    speaker: int | None
    time: int | None


def columns_of(rows: Sequence[Row]) -> tuple[Columns, bool] | None:
    """The columns of an interview table and whether its first row is a header; None for any other table."""
    if not rows or max(len(row) for row in rows) < 2:
        return None
    named = _by_header(rows[0])
    if named is not None:
        return named, True
    guessed = _by_content(rows)
    return None if guessed is None else (guessed, False)


def table_text(rows: Sequence[Row]) -> str:
    """All that stands in a table, with tabs between cells and a blank line between rows."""
    return "\n\n".join("\t".join(row) for row in rows)


def table_utterances(rows: Sequence[Row], columns: Columns, at: int = 0) -> list[Utterance]:
    """One utterance a row; a row without a speaker goes on for the last one named.

    Args:
        rows: The rows without the header.
        columns: What the columns are.
        at: Where the first row begins in the text of the file.
    """
    found: list[Utterance] = []
    speaker = ""
    for row in rows:
        speaker = _cell(row, columns.speaker).rstrip(":：").strip() or speaker
        if _cell(row, columns.text):
            before = sum(len(cell) + 1 for cell in row[: columns.text])
            found.append(Utterance(speaker, row[columns.text], milliseconds(_cell(row, columns.time)), at + before))
        at += len("\t".join(row)) + len("\n\n")
    return found


def _cell(row: Row, column: int | None) -> str:
    return row[column].strip() if column is not None and column < len(row) else ""


def _by_header(header: Row) -> Columns | None:
    folded = [cell.strip().rstrip(":").casefold() for cell in header]
    text, speaker, time = (
        next((place for place, cell in enumerate(folded) if cell in words), None) for words in (_TEXT, _SPEAKER, _TIME)
    )
    return Columns(text, speaker, time) if text is not None and (speaker, time) != (None, None) else None


def _by_content(rows: Sequence[Row]) -> Columns | None:
    """Columns by what they hold: times, short values that recur, and the longest texts."""
    width = max(len(row) for row in rows)
    cells = [[_cell(row, place) for row in rows] for place in range(width)]
    time = next((place for place in range(width) if all(is_time(cell) for cell in cells[place])), None)
    text = max(range(width), key=lambda place: sum(map(len, cells[place])))
    speaker = next((place for place in range(width) if place not in (time, text) and _is_names(cells[place])), None)
    return Columns(text, speaker, time) if (speaker, time) != (None, None) and text != time else None


def _is_names(cells: Sequence[str]) -> bool:
    given = [cell for cell in cells if cell]
    return len(given) > 1 and all(len(cell) <= 40 for cell in given) and len(set(given)) < len(given)
