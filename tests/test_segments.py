import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs import Segment, Transcript, Unit
from runs.segments import segment
from runs.transcripts import read_transcript
from runs.transcripts.trimming import are_one

LABELS = st.sampled_from(["I", "P1", "Interviewer 1", "Interviewee", "SPEAKER_00", "Moderator"])
WORDS = st.sampled_from(
    [
        "yes",
        "Dr.",
        "no.",
        "well…",
        "Really?!",
        "3.5",
        "e.g.",
        "“Stop.”",
        "我走了。",
        "שלום",
        "😀👩‍👩‍👧",
        "cafe\u0301",
        "(so)",
        "A.",
    ]
)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=8).map(lambda words: " ".join([*words, "and so on."]))
SAID = st.lists(PARAGRAPHS, min_size=1, max_size=3).map("\n\n".join)
TALK = st.lists(st.tuples(LABELS, SAID), min_size=1, max_size=8)
FORMS = {
    "colon": "{label}: {said}\n\n",
    "tight": "{label}: {said}\n",
    "bracket": "[{label}]: {said}\n\n",
    "time before": "[00:01:23] {label}: {said}\n\n",
    "time after": "{label} [00:01:23]: {said}\n\n",
    "otter": "{label}  01:23\n{said}\n\n",
    "rev": "{label} (01:23):\n{said}\n\n",
    "own line": "{label}\n\n{said}\n\n",
    "bold": "**{label}:** {said}\n\n",
}


def transcript(text: str) -> Transcript:
    return read_transcript("a.txt", text.encode()).transcript


def texts(text: str, unit: Unit, **choices: frozenset[str]) -> list[str]:
    read = transcript(text)
    return [read.text[each.start : each.end] for each in segment(read, unit, **choices)]


def sentences(said: str) -> list[str]:
    return texts(f"P1: {said}\n\nI: Ok", Unit.SENTENCE, speakers=frozenset({"P1"}))


def check(found: tuple[Segment, ...], text: str) -> None:
    end = 0
    for each in found:
        said = text[each.start : each.end]
        assert end <= each.start < each.end <= len(text)
        assert said
        assert said == said.strip() or are_one(*said[:2])
        end = each.end


@settings(deadline=None)
@given(TALK, st.sampled_from(sorted(FORMS)))
def test_talk_written_in_any_plain_text_form_is_read_back_as_it_was(talk: list[tuple[str, str]], form: str):
    text = "".join(FORMS[form].format(label=label, said=said) for label, said in talk)
    read = transcript(text)

    assert [(turn.speaker, read.text[turn.start : turn.end]) for turn in read.turns] == talk


@settings(deadline=None)
@given(TALK, st.sampled_from(list(Unit)), st.integers(1, 6))
def test_segments_are_in_range_in_order_apart_and_trimmed(talk: list[tuple[str, str]], unit: Unit, window: int):
    read = transcript("".join(f"{label}: {said}\n\n" for label, said in talk))

    check(segment(read, unit, window=window), read.text)


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), max_size=300),
    st.sampled_from([Unit.SENTENCE, Unit.PARAGRAPH, Unit.TURN]),
)
def test_segments_of_a_turn_hold_all_that_was_said_in_it(said: str, unit: Unit):
    read = transcript(f"P1: Well. {said}")
    found = segment(read, unit)

    check(found, read.text)
    for turn in read.turns:
        own = "".join(read.text[each.start : each.end] for each in found if each.turn == turn.position)
        assert "".join(own.split()) == "".join(read.text[turn.start : turn.end].split())


def test_a_segment_knows_its_document_turn_and_speaker():
    read = transcript("I: Hello.\n\nP1: One. Two.")

    assert segment(read, Unit.SENTENCE)[2] == Segment(document="a", start=20, end=24, turn=2, speaker="P1")


def test_turns_are_segments_as_they_are():
    assert texts("I: Hello.\n\nP1: One.\n\nTwo.\n", Unit.TURN) == ["Hello.", "One.\n\nTwo."]


def test_paragraphs_end_at_blank_lines_within_a_turn():
    text = "I: Hello.\n\nP1: One.\nStill one.\n \t\n\nTwo.\n\n\n"

    assert texts(text, Unit.PARAGRAPH) == ["Hello.", "One.\nStill one.", "Two."]


def test_only_the_speakers_asked_for_are_kept():
    text = "I: Hello.\n\nP1: One.\n\nI: And?\n\nP2: Two."

    assert texts(text, Unit.TURN, speakers=frozenset({"P1", "P2"})) == ["One.", "Two."]
    assert texts(text, Unit.TURN, speakers=frozenset()) == []


def test_a_window_is_a_run_of_turns_and_the_last_may_be_shorter():
    read = transcript("I: a\n\nP1: b\n\nI: c\n\nP1: d\n\nP1: e")
    found = segment(read, Unit.WINDOW, window=2)

    assert [read.text[each.start : each.end] for each in found] == ["a\n\nP1: b", "c\n\nP1: d", "e"]
    assert [(each.turn, each.speaker) for each in found] == [(1, ""), (3, ""), (5, "P1")]


def test_a_window_is_kept_when_one_of_the_speakers_speaks_in_it():
    read = transcript("I: a\n\nI: b\n\nI: c\n\nP1: d")
    found = segment(read, Unit.WINDOW, window=2, speakers=frozenset({"P1"}))

    assert [each.turn for each in found] == [3]


def test_a_window_of_no_turns_is_refused():
    with pytest.raises(ValueError, match="at least one turn"):
        segment(transcript("I: a\n\nP: b"), Unit.WINDOW, window=0)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Dr. Smith came. He sat.", ["Dr. Smith came.", "He sat."]),
        ("Tools, e.g. Excel, help. So.", ["Tools, e.g. Excel, help.", "So."]),
        ("It was 3.5 percent. Or 4.", ["It was 3.5 percent.", "Or 4."]),
        ("We have 4. Then 5.", ["We have 4.", "Then 5."]),
        ("Well… maybe. No… Never.", ["Well… maybe.", "No…", "Never."]),
        ("Hm... so what? Yes!", ["Hm... so what?", "Yes!"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("He said “Go.” Then he went.", ["He said “Go.”", "Then he went."]),
        ("“Why?” she asked. “Because.”", ["“Why?” she asked.", "“Because.”"]),
        ("(It rained.) We left.", ["(It rained.)", "We left."]),
        ("J. K. Rowling wrote it. True.", ["J. K. Rowling wrote it.", "True."]),
        ("So did I. Then we left.", ["So did I.", "Then we left."]),
        ("Milk, bread etc. We left.", ["Milk, bread etc.", "We left."]),
        ("Milk etc. is cheap. Yes.", ["Milk etc. is cheap.", "Yes."]),
        ("uh. and then. yeah.", ["uh.", "and then.", "yeah."]),
        ("我走了。他呢？好！", ["我走了。", "他呢？", "好！"]),
        ("彼は「はい。」と言った。そうです。", ["彼は「はい。」", "と言った。", "そうです。"]),
        ("Das ist z.B. gut. Ja.", ["Das ist z.B. gut.", "Ja."]),
        ("Am 3. Mai war es. Gut.", ["Am 3.", "Mai war es.", "Gut."]),
        ("no full stop", ["no full stop"]),
        ("One\n\ntwo", ["One", "two"]),
        ("See example.org/a.b for it. Ok.", ["See example.org/a.b for it.", "Ok."]),
        (". All right. Uh, so", [".", "All right.", "Uh, so"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(said: str, expected: list[str]):
    assert sentences(said) == expected
