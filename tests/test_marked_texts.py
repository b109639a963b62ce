"""Passages that overlap are shown on a text that stays what it is."""

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kept_study import NOW, kept_study

from evaluation.review.interviews.texts import Texts, turns_around
from runs.errors import DamagedStudyError
from runs.marks import Mark, pieces
from runs.study import Study
from runs.transcript_store import add_transcript
from runs.transcripts import read_transcript

TEXT = "I said 👩‍👩‍👧 cafe\u0301 and שלום, twice."


@st.composite
def marked(draw):
    place = st.integers(0, len(TEXT))
    stretch = st.tuples(place, place).map(sorted)
    start, end = draw(stretch)
    marks = draw(st.lists(st.tuples(stretch, st.sampled_from("ab"), st.sampled_from("xyz")), max_size=8))
    return start, end, [Mark(s, e, source, code) for (s, e), source, code in marks]


@given(marked())
def test_pieces_join_to_the_text_and_each_character_has_the_marks_that_cover_it(drawn):
    start, end, marks = drawn
    found = pieces(TEXT, start, end, marks)
    assert "".join(piece.text for piece in found) == TEXT[start:end]
    for piece in found:
        for at in range(piece.start, piece.start + len(piece.text)):
            assert sorted(piece.marks) == sorted(mark for mark in marks if mark.start <= at < mark.end)


@given(marked())
def test_each_mark_that_is_shown_begins_once_and_ends_once(drawn):
    start, end, marks = drawn
    found = pieces(TEXT, start, end, marks)
    shown = sorted(mark for mark in marks if max(mark.start, start) < min(mark.end, end))
    assert sorted(mark for piece in found for mark in piece.begins) == shown
    assert sorted(mark for piece in found for mark in piece.ends) == shown


def test_the_turns_around_a_place_are_those_it_touches_and_their_neighbours():
    transcript = read_transcript("a.txt", "\n".join(f"P{n}: word {n}" for n in range(6)).encode()).transcript
    third = transcript.turns[2]
    assert [turn.speaker for turn in turns_around(transcript, third.start, third.end, 1)] == ["P1", "P2", "P3"]
    assert [turn.speaker for turn in turns_around(transcript, third.start, third.end, 99)] == [
        f"P{n}" for n in range(6)
    ]


def test_a_text_is_read_once_and_again_when_it_was_damaged_or_changed(tmp_path):
    kept_study(tmp_path / "s.db", transcripts=1)
    texts = Texts()
    with closing(Study(tmp_path / "s.db")) as study:
        assert texts.transcript(study, "t0") is texts.transcript(study, "t0")
        study.connection.execute("update transcripts set text = 'another', text_sha256 = 'other'")
        with pytest.raises(DamagedStudyError):
            texts.transcript(study, "t0")


def test_only_the_transcripts_looked_at_last_are_kept(tmp_path):
    with closing(Study(tmp_path / "s.db", create=True)) as study:
        for number in range(12):
            add_transcript(study, read_transcript(f"t{number}.txt", f"P: word {number}".encode()).transcript, now=NOW)
        texts = Texts()
        first = texts.transcript(study, "t0")
        for number in range(12):
            texts.transcript(study, f"t{number}")
        assert texts.transcript(study, "t0") is not first
        assert texts.transcript(study, "t0") == first
