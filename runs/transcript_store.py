"""Transcripts in a study file."""

from runs.records import Transcript, Turn
from runs.study import Study, StudyError


def add_transcript(study: Study, transcript: Transcript, *, now: str) -> bool:
    """Whether the transcript was new; the same text under the same name is left as it is.

    Raises:
        StudyError: The name is taken by another text.
    """
    known = study.connection.execute(
        "select text_sha256 from transcripts where document = ?", [transcript.document]
    ).fetchone()
    if known:
        if known[0] == transcript.text_sha256:
            return False
        raise StudyError(
            f"The study has another transcript named {transcript.document!r}.",
            why="Its text differs, and codings point into it.",
            do="Rename the file, or start another study.",
        )
    with study.writing() as db:
        (number,) = db.execute(
            "insert into transcripts (document, text, text_sha256, format, encoding, source_name,"
            " source_sha256, imported_at) values (?, ?, ?, ?, ?, ?, ?, ?) returning id",
            [
                transcript.document,
                transcript.text,
                transcript.text_sha256,
                transcript.format,
                transcript.encoding,
                transcript.source_name,
                transcript.source_sha256,
                now,
            ],
        ).fetchone()
        db.executemany(
            "insert into turns values (?, ?, ?, ?, ?, ?)",
            [(number, t.position, t.speaker, t.start, t.end, t.start_ms) for t in transcript.turns],
        )
    return True


def transcripts(study: Study) -> dict[str, Transcript]:
    """All transcripts by name, in the order in which they came in.

    Raises:
        StudyError: A text is not what it was when it was stored.
    """
    turns: dict[int, list[Turn]] = {}
    for number, *values in study.connection.execute(
        "select transcript_id, position, speaker, start, end, start_ms from turns order by 1, 2"
    ):
        position, speaker, start, end, start_ms = values
        turns.setdefault(number, []).append(
            Turn(position=position, speaker=speaker, start=start, end=end, start_ms=start_ms)
        )
    found: dict[str, Transcript] = {}
    for number, digest, document, text, form, encoding, name, source in study.connection.execute(
        "select id, text_sha256, document, text, format, encoding, source_name, source_sha256"
        " from transcripts order by id"
    ):
        found[document] = Transcript(
            document=document,
            text=text,
            turns=tuple(turns.get(number, ())),
            format=form,
            encoding=encoding,
            source_name=name,
            source_sha256=source,
        )
        if found[document].text_sha256 != digest:
            raise StudyError(
                f"The stored text of {document!r} is damaged.",
                why="Its SHA-256 is not the one that was stored with it.",
                do="Restore the study file from a backup.",
            )
    return found
