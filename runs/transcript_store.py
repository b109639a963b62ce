"""Transcripts in a study file."""

from runs.errors import VERIFY, DamagedStudyError, StudyError
from runs.records import Transcript, Turn
from runs.study import Study


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
            ((number, t.position, t.speaker, t.start, t.end, t.start_ms) for t in transcript.turns),
        )
    return True


def documents(study: Study) -> tuple[str, ...]:
    """The names of all transcripts, in the order in which they came in."""
    return tuple(name for (name,) in study.connection.execute("select document from transcripts order by id"))


def document_of(study: Study, number: int) -> str | None:
    """The name of the transcript with this number; None where there is none."""
    row = study.connection.execute("select document from transcripts where id = ?", [number]).fetchone()
    return str(row[0]) if row else None


def document_number(study: Study, document: str) -> int | None:
    """The number of the transcript of this name; None where there is none."""
    row = study.connection.execute("select id from transcripts where document = ?", [document]).fetchone()
    return int(row[0]) if row else None


def document_numbers(study: Study) -> dict[str, int]:
    """The number of each transcript by its name, in the order in which they came in."""
    return dict(study.connection.execute("select document, id from transcripts order by id").fetchall())


def speakers(study: Study) -> frozenset[str]:
    """The labels of everybody who speaks in the study."""
    return frozenset(name for (name,) in study.connection.execute("select distinct speaker from turns"))


def with_the_text_of(study: Study, transcript: Transcript) -> tuple[str, ...]:
    """The names of other transcripts in the study that have the very same text."""
    rows = study.connection.execute(
        "select document from transcripts where text_sha256 = ? and document <> ? order by id",
        [transcript.text_sha256, transcript.document],
    )
    return tuple(document for (document,) in rows)


def transcripts(study: Study) -> dict[str, Transcript]:
    """All transcripts by name, in the order in which they came in.

    Raises:
        StudyError: A text is not what it was when it was stored.
    """
    return {document: transcript(study, document) for document in documents(study)}


def transcript(study: Study, document: str) -> Transcript:
    """One transcript of the study.

    Raises:
        StudyError: There is none of this name, or its text is not what it was when it was stored.
    """
    row = study.connection.execute(
        "select id, text_sha256, text, format, encoding, source_name, source_sha256 from transcripts"
        " where document = ?",
        [document],
    ).fetchone()
    if row is None:
        raise StudyError(f"The study has no transcript {document!r}.", do="Import it first.")
    number, digest, text, form, encoding, name, source = row
    found = Transcript(
        document=document,
        text=text,
        turns=_turns(study, number),
        format=form,
        encoding=encoding,
        source_name=name,
        source_sha256=source,
    )
    if found.text_sha256 != digest:
        raise DamagedStudyError(
            f"The stored text of {document!r} is damaged.",
            why="Its SHA-256 is not the one that was stored with it.",
            do=VERIFY,
        )
    return found


def text_digest(study: Study, document: str) -> str:
    """SHA-256 of a transcript's text as it was stored, hexadecimal; whether the text is still that is not looked at.

    Raises:
        StudyError: There is no transcript of this name.
    """
    row = study.connection.execute("select text_sha256 from transcripts where document = ?", [document]).fetchone()
    if row is None:
        raise StudyError(f"The study has no transcript {document!r}.", do="Import it first.")
    return str(row[0])


def _turns(study: Study, number: int) -> tuple[Turn, ...]:
    rows = study.connection.execute(
        "select position, speaker, start, end, start_ms from turns where transcript_id = ? order by position", [number]
    )
    return tuple(
        Turn(position=position, speaker=speaker, start=start, end=end, start_ms=start_ms)
        for position, speaker, start, end, start_ms in rows
    )
