"""The layouts of recorders and services, in synthetic files by their descriptions."""

import io

import pytest
from docx import Document
from transcript_talk import left_out, read, talk, times

PARAGRAPHS = {
    "Rev": ["Speaker 1 (00:02):", "Thanks.", "Speaker 2 (00:05):", "Sure. [inaudible 00:00:07] I began."],
    "Teams, one paragraph a turn": ["Ann Lee   0:02\nThanks.", "Ben Oak   0:05\nSure. [inaudible 00:00:07] I began."],
    "Teams, three paragraphs a cue": [
        *("0:0:2.000 --> 0:0:3.250", "Ann Lee", "Thanks."),
        *("0:0:5.000 --> 0:0:8.250", "Ben Oak", "Sure. [inaudible 00:00:07] I began."),
    ],
    "Teams, one line": ["Ann Lee   0:02 Thanks.", "Ben Oak   0:05 Sure. [inaudible 00:00:07] I began."],
    "Descript": ["[00:00:02] Ann Lee: Thanks.", "[00:00:05] Ben Oak: Sure. [inaudible 00:00:07] I began."],
    "Trint": ["Ann Lee [00:00:02]", "Thanks.", "Ben Oak [00:00:05]", "Sure. [inaudible 00:00:07] I began."],
}
LINES = {
    **{name: "\n\n".join(lines) for name, lines in PARAGRAPHS.items() if "three" not in name},
    "Rev, time inside": "Ann Lee: [00:02]\nThanks.\n\nBen Oak: [00:05]\nSure. [inaudible 00:00:07] I began.\n",
    "Sonix": "[00:00:02] - [Ann Lee]\nThanks.\n\n[00:00:05] - [Ben Oak]\nSure. [inaudible 00:00:07] I began.\n",
    "Happy Scribe": "[00:00:02.0] - Ann Lee\nThanks.\n\n[00:00:05.00] - Ben Oak\nSure. [inaudible 00:00:07] I began.\n",
    "Otter": "Ann Lee  00:02  \nThanks.\n\nBen Oak  0:05  \nSure. [inaudible 00:00:07] I began.\n",
    "Descript bold": "**Ann Lee:** [00:00:02] Thanks.\n\n**Ben Oak:** [00:00:05] Sure. [inaudible 00:00:07] I began.\n",
}


def word(paragraphs: list[str]) -> bytes:
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(buffer := io.BytesIO())
    return buffer.getvalue()


def told(reading) -> list[tuple[str, str]]:
    names = {"Speaker 1": "Ann Lee", "Speaker 2": "Ben Oak"}
    return [(names.get(speaker, speaker), said) for speaker, said in talk(reading)]


@pytest.mark.parametrize("layout", PARAGRAPHS)
def test_each_layout_has_its_speakers_and_times_in_word(layout: str):
    reading = read("a.docx", word(PARAGRAPHS[layout]))
    assert told(reading) == [("Ann Lee", "Thanks."), ("Ben Oak", "Sure. [inaudible 00:00:07] I began.")]
    assert times(reading) == [2000, 5000]


@pytest.mark.parametrize("layout", LINES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "crlf"])
def test_each_layout_has_its_speakers_and_times_in_text_and_the_text_is_the_file(layout: str, encoding: str):
    text = LINES[layout]
    data = text.replace("\n", "\r\n").encode() if encoding == "crlf" else text.encode(encoding)
    reading = read("a.txt", data)
    assert told(reading) == [("Ann Lee", "Thanks."), ("Ben Oak", "Sure. [inaudible 00:00:07] I began.")]
    assert times(reading) == [2000, 5000]
    assert reading.transcript.text == text


def test_the_times_of_f4_close_a_turn_and_are_counted():
    reading = read("a.txt", "I: Wie war es? #00:00:05-4#\n\nB: Gut. #00:00:09-0# Sehr. #00:01:23-4#\n\nI: Aha.\n")
    assert talk(reading) == [("I", "Wie war es?"), ("B", "Gut. #00:00:09-0# Sehr."), ("I", "Aha.")]
    assert times(reading) == [None, None, None]
    assert left_out(reading) == {"time code at the end of a turn": 2}


def test_the_initials_of_google_meet_are_speakers_and_blank_lines_lose_nothing():
    cues = ("(DF) One.\n\nStill one.", "(AB) Two.", "More.", "(DF) (really) three.")
    text = "WEBVTT\n\n" + "\n\n".join(f"00:0{at}.000 --> 00:0{at}.900\n{cue}" for at, cue in enumerate(cues))
    reading = read("a.vtt", text)
    assert talk(reading) == [("DF", "One. Still one."), ("AB", "Two. More."), ("DF", "(really) three.")]
    assert "after a blank line" in reading.warnings[0]


def test_a_remark_in_brackets_is_no_speaker_of_google_meet():
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n(OK) One.\n\n00:03.000 --> 00:04.000\nTwo.\n"
    assert {speaker for speaker, _ in talk(read("a.vtt", text))} == {""}


def test_the_old_subtitles_of_teams_keep_cues_without_a_voice_and_tell_all_that_was_done():
    text = (
        'WEBVTT\n\nNOTE duration:"00:48:27"\n\nNOTE Confidence: 0.9\n\n0cf5-1\n0:0:9.100 --> 0:0:10.0\n'
        "<v Tom O&apos;Neil>Second.</v>\n\n0cf5-2\n0:0:5.100 --> 0:0:8.250\n<v Sarah Chen>First.</v>\n\n"
        "0:0:11.1 --> 0:0:12.0\nNo voice.\n"
    )
    reading = read("a.vtt", text)
    assert talk(reading) == [("Sarah Chen", "First."), ("Tom O'Neil", "Second."), ("", "No voice.")]
    assert times(reading) == [5100, 9100, 11100]
    assert left_out(reading) == {"cue times": 3, "notes and styles": 2}
    assert len(reading.warnings) == 2


@pytest.mark.parametrize("trailer", ["Transcription ended after 00:00:39", "La transcription s’est terminée 00:00:39"])
def test_the_summary_and_the_trailer_of_google_meet_are_no_speech_in_any_language(trailer: str):
    paragraphs = ["📝 Notes", "Summary", "Ann: said the AI.", "Transcript", "00:00:00", "Ann Lee: Hello.", trailer]
    reading = read("a.docx", word(paragraphs))
    assert talk(reading) == [("Ann Lee", "Hello.")]
    assert left_out(reading) == {"summary and notices": 5, "time code": 1}
