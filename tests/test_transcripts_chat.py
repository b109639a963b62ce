"""Synthetic CHAT in the shape of its manual."""

import sys

import pytest
from transcript_talk import left_out, read, talk, times

from codebook import InputError
from runs.exchange.registry import format_of
from runs.transcripts import UnreadableTranscript

CHAT = (
    "@UTF8\n@Begin\n@Languages:\teng\n@Participants:\tINV Investigator, PAR Participant\n"
    "@ID:\teng|c|INV||||||Investigator|||\n@ID:\teng|c|PAR||||||Participant|||\n"
    "*INV:\thow are you ? \x15500_1200\x15\n%com:\twaves\n\tand smiles\n"
    "*PAR:\t&-um I (.) I'm fine (be)cause\n\tit <was was> [//] is ok . \x151300_2000\x15\n%mor:\tpro|I\n"
    "*PAR:\txxx .\n*INV:\tgood .\n@End\n"
)


def test_main_lines_stand_as_they_are_and_lines_of_one_participant_are_a_turn():
    pytest.importorskip("pylangacq")
    reading = read("a.cha", CHAT)
    assert talk(reading) == [
        ("INV", "how are you ?"),
        ("PAR", "&-um I (.) I'm fine (be)cause it <was was> [//] is ok .\nxxx ."),
        ("INV", "good ."),
    ]
    assert times(reading) == [500, 1300, None]
    assert left_out(reading) == {"headers": 7, "dependent tiers": 2}


def test_without_its_library_the_import_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pylangacq", None)
    with pytest.raises(InputError, match=r"pip install 'intercoder\[chat\]'"):
        read("a.cha", CHAT)


def test_a_main_line_that_the_library_would_drop_refuses_the_file_without_its_words():
    pytest.importorskip("pylangacq")
    data = "@UTF8\n@Begin\n*INV:\tYes.\n*PAR CANARY\n@End\n"
    assert format_of("a.cha", data.encode()).name == "transcript in CHAT"
    with pytest.raises(UnreadableTranscript, match="well-formed") as caught:
        read("a.cha", data)
    assert "CANARY" not in str(caught.value)


def test_text_that_only_mentions_chat_is_text():
    assert format_of("a.txt", b"I: what does @Begin mean?\n\nP: *INV: is a line.\n").name == "transcript as text"
