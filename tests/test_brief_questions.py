import json
import re

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from pydantic import ValidationError

from codebook import Code, Codebook, Exemplars
from coder.questions import brief_questions
from coder.shortlist import Shortlist
from prompts import excerpts
from prompts.excerpts import numbered
from runs import Unit
from runs.segments import segment
from runs.transcripts import read_transcript

WORDS = ("bread", "money", "rain")
BOOK = Codebook(
    name="Food",
    codes=(
        Code(name="eating", definition="bread", exemplars=Exemplars(typical=("We had bread and jam.", "More bread."))),
        Code(name="costs", definition="money", exemplars=Exemplars(typical=("No money again.",))),
        Code(name="weather", definition="rain"),
    ),
)


def count_words(texts):
    """A stand-in for the embedding: how often three words occur, as unit vectors."""
    counts = np.array([[text.lower().count(word) + 0.01 for word in WORDS] for text in texts], dtype=np.float32)
    return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def test_the_shortlist_begins_with_the_nearest_code():
    passages = ["Bread, bread.", "It took all my money.", "Rain on rain.", "Nothing."]
    closest = Shortlist(BOOK, passages, count_words, size=2).closest(passages)
    assert [names[0] for names in closest[:3]] == ["eating", "costs", "weather"]
    assert {len(names) for names in closest} == {2}


def test_all_requests_begin_with_the_same_messages_and_end_with_the_passage():
    transcript = read_transcript(
        "a.txt", b"I: I see. And then?\n\nP: The bread {{ rose }}.\n\nP: We ran out of money.\n"
    ).transcript
    segments = segment(transcript, Unit.TURN, speakers={"P"})
    asked = brief_questions(BOOK, {"a": transcript}, segments, count_words, size=2)
    first, second = (asked.messages([s]) for s in segments)
    assert first[:-1] == second[:-1]
    assert first[-1]["content"].startswith(
        "Before: And then?\nPassage: [1] The bread {{ rose }}.\nClosest codes: eating"
    )


def test_exemplars_are_answered_with_a_piece_of_theirs_and_two_passages_have_no_code():
    transcript = read_transcript("a.txt", b"P: The bread rose.\n").transcript
    segments = segment(transcript, Unit.TURN)
    shown = brief_questions(BOOK, {"a": transcript}, segments, count_words).shared
    questions = [message["content"] for message in shown if message["role"] == "user"]
    answers = [json.loads(message["content"]) for message in shown if message["role"] == "assistant"]
    assert len(questions) == len(answers) == 4
    assert sum(not answer["codes"] for answer in answers) == 2
    for question, answer in zip(questions, answers, strict=True):
        assert all(f"[{given['piece']}] " in question for given in answer["codes"])


def test_the_passages_farthest_from_every_code_are_not_asked_about():
    text = b"P: Bread and bread.\n\nP: Money, money.\n\nP: Well, hm, yes.\n\nP: Rain again, rain.\n"
    transcript = read_transcript("a.txt", text).transcript
    segments = segment(transcript, Unit.TURN)
    asked = brief_questions(BOOK, {"a": transcript}, segments, count_words)
    assert {s.turn for s in asked.unasked} == {3}
    assert not brief_questions(BOOK, {"a": transcript}, segments[:3], count_words).unasked


def test_only_pieces_of_the_passage_can_be_quoted():
    transcript = read_transcript(
        "a.txt", b'P: The bread rose, well and truly, before noon. It was "very good indeed".\n'
    ).transcript
    segments = segment(transcript, Unit.TURN)
    expected = brief_questions(BOOK, {"a": transcript}, segments, count_words).expected(segments)
    given = {"code": "eating", "why": "r", "piece": 2}
    ((made,),) = expected.model_validate({"codes": [given]}).of_each(1)
    assert (made.code, made.quotation, made.rationale) == ("eating", 'It was "very good indeed".', "r")
    for wrong in ({"piece": 3}, {"piece": 0}, {"piece": None}, {"code": "sleeping"}):
        with pytest.raises(ValidationError):
            expected.model_validate({"codes": [given | wrong]})


@hypothesis.given(st.text(alphabet="ab,.;! \n\u3000", max_size=200))
def test_the_numbers_stand_before_the_pieces_and_nothing_else_of_the_passage_changes(passage):
    pieces = excerpts(passage)
    told = numbered(passage, pieces)
    assert [f"[{number}] {piece}" in told for number, piece in enumerate(pieces, 1)] == [True] * len(pieces)
    assert re.sub(r"\[\d+\] ", "", told) == passage


@hypothesis.given(st.text(alphabet="ab,.;! \n\u3000", max_size=200))
def test_excerpts_are_verbatim_and_short_and_only_the_shortest_are_left_out(passage):
    pieces = excerpts(passage, fewest=1)
    told = excerpts(passage)
    assert set(told) <= set(pieces)
    assert bool(told) == bool(pieces)
    assert len({len(piece.split()) >= 4 for piece in told}) <= 1
    assert all(piece in passage and 1 <= len(piece.split()) <= 12 for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == set(passage.split())
