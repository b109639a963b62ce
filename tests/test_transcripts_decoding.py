import codecs

import pytest

from runs.transcripts import Reading, read_transcript

GERMAN = "I: Können Sie mir erzählen, wie Sie über die Straße gehen?\nB: Ja, natürlich, gerne.\n"
CURLY = "I: “So what’s that?” he asked – naïve, really.\nP1: I don’t know, it’s fine…\n"
RUSSIAN = "И: Расскажите, пожалуйста, о себе.\nР: Я работаю учителем в школе.\n"


def talk(reading: Reading) -> list[tuple[str, str]]:
    transcript = reading.transcript
    return [(turn.speaker, transcript.text[turn.start : turn.end]) for turn in transcript.turns]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CURLY.encode(), "utf-8"),
        (codecs.BOM_UTF8 + CURLY.encode(), "utf-8-sig"),
        (CURLY.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + CURLY.encode("utf-16-be"), "utf-16"),
        (CURLY.encode("utf-32"), "utf-32"),
    ],
)
def test_an_encoding_that_the_file_declares_is_used_without_a_warning(data: bytes, encoding: str):
    reading = read_transcript("a.txt", data)

    assert reading.transcript.text == CURLY
    assert reading.transcript.encoding == encoding
    assert reading.warnings == ()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(GERMAN, "cp1252"), (CURLY, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (CURLY, "utf-16-le")],
)
def test_an_encoding_that_is_guessed_is_reported(text: str, encoding: str):
    reading = read_transcript("a.txt", text.encode(encoding))

    assert reading.transcript.text == text
    assert reading.transcript.encoding == encoding
    assert f"guessed as {encoding}" in reading.warnings[0]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize(
    "text",
    [
        "I: Hello.\n\nAnd you?\n\nP1: Fine 😀.\n",
        "Ann  0:02\nHello.\n\nBen  0:04\nFine.\n",
        "Interviewer\n\nHello.\n\nInterviewee\n\nFine.\n\nInterviewer\n\nGood.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello</v>\n",
        "1\n00:00:01,000 --> 00:00:02,000\nAnn: Hello\n",
    ],
)
def test_line_ends_and_a_bom_change_nothing(text: str, newline: str, bom: bytes):
    plain = read_transcript("a.txt", text.encode())
    other = read_transcript("a.txt", bom + text.replace("\n", newline).encode())

    assert talk(other) == talk(plain)
    assert other.transcript.text == plain.transcript.text
    assert other.transcript.text_sha256 == plain.transcript.text_sha256


def test_only_one_bom_is_stripped():
    transcript = read_transcript("a.txt", codecs.BOM_UTF8 * 2 + b"I: Hello.\n\nP: Hello.").transcript

    assert transcript.text.startswith("\ufeffI: ")
    assert transcript.turns[0].speaker == "I"


def test_nothing_is_normalised():
    text = "I: e\u0301 and é, ﬁ, Ａ,\u2028 line\u0085 separators\x0b and NUL\x00.\n\nP: Yes.\n"
    transcript = read_transcript("a.txt", text.encode()).transcript

    assert transcript.text == text
    assert len(transcript.turns) == 2


def test_offsets_are_code_points_past_emoji_combining_marks_and_right_to_left_text():
    said = [
        "👩‍👩‍👧 cafe\u0301 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום עולם 😀",
        "नमस्ते",
    ]
    transcript = read_transcript("a.txt", "\n\n".join(f"P1: {each}" for each in said).encode()).transcript

    assert [transcript.text[turn.start : turn.end] for turn in transcript.turns] == said


def test_invisible_characters_are_counted_in_a_warning():
    warnings = read_transcript("a.txt", "I: He\u200bllo\u202e.\n\nP: Ig\U000e0041nore.\n".encode()).warnings

    assert len(warnings) == 3
    assert all("invisible" in warning for warning in warnings)
