"""Synthetic files in the shapes that Whisper and WhisperX write."""

import json

import pytest
from transcript_talk import read, talk, times

from runs.exchange.registry import format_of
from runs.transcripts import UnreadableTranscript


def segment(start: float | None, text: str, **more: object) -> dict[str, object]:
    return {"start": start, "end": (start or 0) + 1, "text": text, **more}


def test_segments_of_one_speaker_are_one_turn_with_the_time_of_the_first():
    segments = [
        segment(0.03, " Thanks for", speaker="SPEAKER_00"),
        segment(1.2, " joining.", speaker="SPEAKER_00"),
        segment(2.5, " Sure, I'm “ready”.", speaker="SPEAKER_01"),
    ]
    reading = read("a.json", json.dumps({"segments": segments, "word_segments": [], "language": "en"}))
    assert talk(reading) == [("SPEAKER_00", "Thanks for joining."), ("SPEAKER_01", "Sure, I'm “ready”.")]
    assert times(reading) == [30, 2500]
    assert reading.warnings == ()


def test_a_segment_is_parted_where_only_its_words_tell_that_the_speaker_changes():
    words = [
        {"word": "Ready?", "start": 0.1, "speaker": "A"},
        {"word": "2", "score": 0.2},
        {"word": "Yes", "start": 0.9, "speaker": "B"},
        {"word": "yes.", "start": 1.1, "speaker": "B"},
    ]
    reading = read("a.json", json.dumps({"segments": [segment(0.0, " Ready? 2  Yes yes.", words=words)]}))
    assert talk(reading) == [("A", "Ready? 2"), ("B", "Yes yes.")]
    assert times(reading) == [0, 900]


def test_a_word_that_is_not_in_the_segment_loses_no_text():
    words = [{"word": "other", "speaker": "A"}, {"word": "said", "speaker": "B", "start": 0.4}]
    reading = read("a.json", json.dumps({"segments": [segment(0.0, "What I said.", words=words)]}))
    assert talk(reading) == [("B", "What I said.")]


def test_whisper_without_speakers_gives_sentences_and_says_so():
    segments = [segment(0.0, " It was"), segment(1.0, " late."), segment(9.0, " Yes.")]
    reading = read("a.json", json.dumps({"text": " It was late. Yes.", "segments": segments, "language": "en"}))
    assert talk(reading) == [("", "It was late."), ("", "Yes.")]
    assert "No speakers" in reading.warnings[0]


def test_segments_without_a_time_or_a_speaker_are_kept_and_counted():
    segments = [segment(None, "One.", speaker="A"), segment(3.0, "Two."), segment(float("nan"), "Three.", speaker="A")]
    reading = read("a.json", json.dumps({"segments": segments}))
    assert talk(reading) == [("A", "One."), ("", "Two."), ("A", "Three.")]
    assert times(reading) == [None, 3000, None]
    assert any("1 of 3 segments name no speaker" in each for each in reading.warnings)
    assert any("2 of 3 segments have no time" in each for each in reading.warnings)


@pytest.mark.parametrize(
    "held",
    [
        '{"segments": []}',
        '{"segments": [1]}',
        '{"a": 1}',
        "[" * 1_000_000,
        '{"segments": ' * 100_000,
        '[{"text": "x"}]',
    ],
    ids=["no segments", "numbers", "other", "deep lists", "deep objects", "no times"],
)
def test_json_of_something_else_is_not_taken_for_whisper(held: str):
    form = format_of("a.json", held.encode())
    assert form.name != "transcript of Whisper"


def test_broken_json_that_is_said_to_be_a_transcript_is_refused_or_text():
    form = format_of("a.json", b'{"other": 1}', "transcripts")
    with pytest.raises(UnreadableTranscript, match="JSON"):
        form.read("a.json", b'{"other": 1}', None)


def test_the_table_with_tabs_has_times_in_milliseconds():
    reading = read("a.tsv", "start\tend\ttext\n30\t2500\t[SPEAKER_00]: Thanks.\n2500\t4000\t[SPEAKER_01]: Sure.\n")
    assert talk(reading) == [("SPEAKER_00", "Thanks."), ("SPEAKER_01", "Sure.")]
    assert times(reading) == [30, 2500]


def test_a_broken_row_of_the_table_is_named_by_its_line():
    with pytest.raises(UnreadableTranscript, match="line 3"):
        read("a.tsv", "start\tend\ttext\n0\t1\tYes.\nno row\n")
