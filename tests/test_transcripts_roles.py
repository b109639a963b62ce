import pytest

from runs import Transcript, Turn
from runs.transcripts import interviewed, is_interviewer


def transcript(*speakers: str) -> Transcript:
    turns = tuple(Turn(position=at, speaker=each, start=0, end=1) for at, each in enumerate(speakers, 1))
    return Transcript(document="a", text="x", turns=turns, format="text")


@pytest.mark.parametrize(
    "label",
    [
        "Interviewer",
        "Interviewer 1",
        "INTERVIEWER:".rstrip(":"),
        "I",
        "I1",
        "INT",
        "Int.",
        "Moderator",
        "Focus group moderator",
        "Facilitator 2",
        "Researcher (Ann)",
        "Q",
        "Interviewerin",
        "Moderatorin",
        "Forscher 1",
        "Enquêtrice",
        "Intervieweur 2",
        "Entrevistadora",
        "Moderador",
        "Интервьюер",
        "采访者",
        "質問者",
    ],
)
def test_labels_of_those_who_ask_are_known(label: str):
    assert is_interviewer(label)


@pytest.mark.parametrize("label", ["Interviewee", "P1", "Ann Lee", "A", "SPEAKER_00", "Speaker 1", "", "B", "Befragte"])
def test_other_labels_are_not_taken_for_an_interviewers(label: str):
    assert not is_interviewer(label)


def test_the_people_interviewed_are_the_labels_that_are_no_interviewers():
    files = [transcript("Interviewer 1", "Interviewee", "Interviewer 2"), transcript("", "I", "P7")]

    assert interviewed(files) == {"Interviewee", "P7"}


def test_m_asks_beside_p_but_may_be_anybody_elsewhere():
    assert interviewed([transcript("m1", "p1")]) == {"p1"}
    assert interviewed([transcript("M", "F")]) == {"M", "F"}


@pytest.mark.parametrize("speakers", [("",), ("I", "I2"), ("Ann", "Ben"), ("Interviewer", "")])
def test_where_labels_do_not_tell_everybody_is_taken(speakers: tuple[str, ...]):
    assert interviewed([transcript(*speakers)]) == set(speakers)


def test_no_transcripts_have_nobody_interviewed():
    assert interviewed([]) == frozenset()
