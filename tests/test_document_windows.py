"""A long transcript is shown in windows that join to the whole and cut nothing that a reader sees as one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evaluation.review.interviews.windows import CHARACTERS, talk_in, window_at, window_numbered
from runs import Transcript, Turn

LONG = st.lists(st.integers(0, 2500), min_size=1, max_size=60)


def transcript_of(lengths, word="so 👩‍👩‍👧 cafe\u0301 "):
    """A transcript with turns of these lengths, each with its label before it."""
    text, turns = "", []
    for position, length in enumerate(lengths, 1):
        text += "P: "
        said = (word * (length // len(word) + 1))[:length]
        turns.append(Turn(position=position, speaker="P", start=len(text), end=len(text) + length))
        text += said + "\n"
    return Transcript(document="t", text=text, turns=tuple(turns), format="test")


@given(LONG, st.data())
def test_windows_join_to_the_whole_text_and_each_place_lies_in_its_own(lengths, data):
    transcript = transcript_of(lengths)
    count = window_numbered(transcript, 0).windows
    windows = [window_numbered(transcript, number) for number in range(count)]
    assert windows[0].start == 0
    assert windows[-1].end == len(transcript.text)
    assert all(one.end == other.start for one, other in pairwise(windows))
    assert all(window.start < window.end for window in windows)
    place = data.draw(st.integers(0, len(transcript.text) - 1))
    found = window_at(transcript, place)
    assert found.start <= place < found.end


@given(LONG)
def test_every_turn_is_shown_once_and_whole_over_all_windows(lengths):
    transcript = transcript_of(lengths)
    shown = {}
    for number in range(window_numbered(transcript, 0).windows):
        for talk in talk_in(transcript, window_numbered(transcript, number)):
            shown[talk.turn.position] = shown.get(talk.turn.position, "") + transcript.text[talk.start : talk.end]
    said = {turn.position: transcript.text[turn.start : turn.end] for turn in transcript.turns if turn.end > turn.start}
    assert shown == said


def test_one_line_without_end_is_cut_between_words_and_many_short_turns_into_many_windows():
    line = transcript_of([1_000_000], word="word ")
    second = window_numbered(line, 1)
    assert line.text[second.start - 1] == " "
    assert CHARACTERS / 2 < second.end - second.start <= CHARACTERS * 1.5
    short = transcript_of([3] * 20_000)
    assert len(talk_in(short, window_at(short, 50_000))) < 2500


def test_a_place_behind_the_text_or_before_it_shows_the_nearest_window():
    transcript = transcript_of([500] * 600)
    last = window_numbered(transcript, 10**6)
    assert window_at(transcript, 10**9) == last
    assert last.number == last.windows - 1
    assert window_at(transcript, -5).number == 0
