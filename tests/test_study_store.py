import sqlite3
from dataclasses import replace

import pytest

from codebook import Code, Codebook
from runs import Assignment, Coding, CodingStatus, Grounding, Rater, RaterKind, Transcript, Turn
from runs.changes import state_of_judgements
from runs.coding_store import add_codebook, add_codings, codings, latest_codebook, rater_number, raters
from runs.errors import StudyError
from runs.keeping.verifying import verify
from runs.ledger.entries import begin_run
from runs.ledger.heads import run_heads
from runs.study import Study
from runs.transcript_store import add_transcript, transcripts

NOW = "2026-01-01T00:00:00+00:00"
TEXT = "P1: I never sleep 💛 now."
TRANSCRIPT = Transcript(
    document="one", text=TEXT, turns=(Turn(position=1, speaker="P1", start=4, end=len(TEXT)),), format="x"
)
SLEEP = Assignment(code="tired", quotation="never sleep", start=6, end=17, grounding=Grounding.EXACT)


@pytest.fixture
def study(tmp_path):
    opened = Study(tmp_path / "study.db", create=True)
    add_transcript(opened, TRANSCRIPT, now=NOW)
    yield opened
    opened.close()


def coding(*assignments, status=CodingStatus.CODED):
    return Coding(document="one", rater="A", start=4, end=len(TEXT), assignments=assignments, status=status)


def test_a_transcript_comes_back_as_it_went_in(study):
    assert transcripts(study) == {"one": TRANSCRIPT}


def test_the_same_transcript_is_stored_once(study):
    assert add_transcript(study, TRANSCRIPT, now=NOW) is False


def test_another_text_under_a_taken_name_is_refused(study):
    with pytest.raises(StudyError, match="another transcript named 'one'"):
        add_transcript(study, TRANSCRIPT.model_copy(update={"text": "other"}), now=NOW)


def test_a_damaged_text_is_noticed(study):
    study.connection.execute("update transcripts set text = 'P1: I always sleep.'")
    with pytest.raises(StudyError, match="damaged"):
        transcripts(study)


def test_codings_come_back_in_order_and_the_same_one_is_stored_once(study):
    first, second = coding(SLEEP), coding()
    assert add_codings(study, [first, first, second], {}, now=NOW) == 2
    assert add_codings(study, [second], {}, now=NOW) == 0
    assert codings(study) == (first, second)


def test_a_coding_is_known_by_the_fingerprint_that_earlier_versions_gave_it():
    said = Assignment(
        code="strain", quotation="too\x00 much 💛", start=4, end=14, grounding=Grounding.EXACT, rationale="r/\\"
    )
    made_up = Assignment(code="ease", quotation="never", start=None, end=None, grounding=Grounding.UNGROUNDED)
    given = Coding(
        document="Gespräch \u2028\x7f\t1",
        rater="m",
        start=3,
        end=25,
        run=2,
        independent=False,
        reason='"so"\n',
        assignments=(said, made_up),
    )
    assert given.fingerprint == "c264d64c566c3c8195aff8711266920d256260f4f25545a92aa066a949c5c46c"


def test_looked_and_none_applies_is_told_apart_from_a_failure(study):
    add_codings(study, [coding(), coding(status=CodingStatus.FAILED)], {}, now=NOW)
    assert [c.status for c in codings(study)] == [CodingStatus.CODED, CodingStatus.FAILED]


def test_a_rater_keeps_one_kind(study):
    add_codings(study, [coding()], {"A": RaterKind.CONSENSUS}, now=NOW)
    assert raters(study)["A"].kind is RaterKind.CONSENSUS
    with pytest.raises(StudyError, match="'A' is a consensus"):
        add_codings(study, [coding(SLEEP)], {}, now=NOW)
    assert codings(study) == (coding(),)


def test_a_failed_write_leaves_nothing_behind(study):
    stranger = replace(coding(SLEEP), document="two")
    with pytest.raises(StudyError, match="no transcript 'two'"):
        add_codings(study, [coding(SLEEP), stranger], {}, now=NOW)
    assert codings(study) == ()


def test_the_codebook_added_last_is_in_use(study):
    first = Codebook(name="b", codes=(Code(name="tired", definition="Too little sleep."),))
    assert latest_codebook(study) is None
    assert add_codebook(study, first, now=NOW) is True
    assert add_codebook(study, first, now=NOW) is False
    found = latest_codebook(study)
    assert found is not None
    assert found[1] == first


def test_an_earlier_codebook_that_is_added_again_is_in_use_again_and_its_runs_stay_its_own(study):
    books = [Codebook(name="b", codes=(Code(name="tired", definition=text),)) for text in ("Little sleep.", "None.")]
    rater = rater_number(study, Rater(name="m", kind=RaterKind.MODEL))
    runs = []
    for key, book in zip("kl", books, strict=True):
        assert add_codebook(study, book, now=NOW) is True
        number, _ = latest_codebook(study)
        runs.append(begin_run(study, key=key, rater=rater, codebook=number, model="m", settings="{}", now=NOW))
    before = state_of_judgements(study)
    assert add_codebook(study, books[0], now=NOW) is True
    assert add_codebook(study, books[0], now=NOW) is False
    assert latest_codebook(study)[1] == books[0]
    assert state_of_judgements(study) != before
    found = {head.run: head.codebook_fingerprint for head in run_heads(study)}
    assert found == {run: book.fingerprint for run, book in zip(runs, books, strict=True)}
    assert study.connection.execute("pragma foreign_key_check").fetchall() == []
    assert verify(study.path).findings == ()


def test_a_file_that_is_no_study_is_refused(tmp_path):
    text = tmp_path / "notes.db"
    text.write_text("These are notes, not a database, and long enough to be looked at.", encoding="utf-8")
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table films (name text)")
    connection.close()
    with pytest.raises(StudyError, match="cannot be used"):
        Study(text)
    with pytest.raises(StudyError, match="not an Intercoder study"):
        Study(other)
    with pytest.raises(StudyError, match="There is no study file"):
        Study(tmp_path / "absent.db")


def test_a_study_of_a_newer_version_is_refused(tmp_path, study):
    study.connection.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('intercoder', 'm999', '')"
    )
    study.close()
    with pytest.raises(StudyError, match="newer Intercoder"):
        Study(tmp_path / "study.db")
