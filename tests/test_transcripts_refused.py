import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codebook import IntercoderError
from runs.transcripts import UnreadableTranscript, read_transcript


def word() -> bytes:
    document = Document()
    for text in ("I: How are you?", "P1: Fine, and you?", "I: Good."):
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as full, zipfile.ZipFile(small := io.BytesIO(), "w") as package:
        for name in full.namelist():
            if "theme" not in name and "Effects" not in name:
                package.writestr(name, full.read(name))
    return small.getvalue()


VALID = (
    b"I: How are you?\n\nP1: Fine, and you?\n\nI: Good.\n",
    "Ann  0:02\nHow are you?\n\nBen  0:04\nFine.\n".encode("utf-16"),
    "Interviewer\n\nWie geht’s?\n\nBefragte\n\nGut.\n".encode("cp1252"),
    b"WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Ann>Hello &amp; <i>hi</i></v>\n\n00:03.000 --> 00:04.000\nyes\n",
    b"1\n00:00:01,000 --> 00:00:02,000\n[SPEAKER_00]: Hello\n\n2\n00:00:03,000 --> 00:00:04,000\nyes\n",
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    word(),
)
CHANGE = st.tuples(st.floats(0, 1), st.binary(max_size=6), st.integers(0, 9))
"""A place in a file, what is put in there, and how many bytes are taken out."""
SIGNS = (
    *(
        "I: ",
        "P1: ",
        "Ann",
        "Ann  0:02",
        "[00:01]",
        "WEBVTT",
        "\n",
        "\n\n",
        " ",
        "#",
        "1",
        "x",
        "\r",
        "\ufeff",
    ),
    *("00:00:01,000 --> 00:00:02,000", "00:01.000 --> 00:02.000", "<v Ann>", "NOTE", "Date: 3", "SPEAKERS"),
    *(
        "10:30",
        "Transcribed by https://otter.ai",
        "[laughs]",
        "（",
        "：",
        "&#0;",
        "&#xD800;",
        "**",
        "__",
        "\t",
    ),
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "It is empty"),
        (b" \n\t\r\n", "It is empty"),
        (bytes(range(256)) * 20, "binary data"),
        (b"\x00" * 50, "binary data"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"ID3\x04....", "recording"),
        (b"\x00\x00\x00\x18ftypmp42....", "recording"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old binary format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<!DOCTYPE html><html><p>I: Hello</p></html>", "HTML"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (b'{"segments": [{"text": "Hello"}]}', "JSON"),
        (b"WEBVTT\n\nNOTE nothing was said\n", "without cues"),
        (b"WEBVTT", "without cues"),
        (b"PK\x03\x04 and then nothing", "package is broken"),
        (b"I:\n\nP:\n\nI:\n", "No speech"),
        (b"\xff\xfe\x00\xd8", "not valid utf-16"),
        (b"\xef\xbb\xbfI: hello\nP: \xff\xff\n", "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_the_reason(data: bytes, reason: str):
    with pytest.raises(UnreadableTranscript) as caught:
        read_transcript("folder/given.txt", data)

    assert "'given.txt'" in str(caught.value)
    assert reason in str(caught.value)
    assert caught.value.do
    assert caught.value.exit_code == 2


def test_an_error_never_holds_the_text_of_the_transcript():
    data = b"WEBVTT\n\n00:01.000 -> 00:02.000\nSECRET CANARY\n"

    with pytest.raises(UnreadableTranscript) as caught:
        read_transcript("a.vtt", data)

    assert "CANARY" not in repr(caught.value) + str(caught.value) + str(caught.value.__context__)


def check(data: bytes) -> None:
    try:
        transcript = read_transcript("any.bin", data).transcript
    except IntercoderError:
        return
    end = 0
    for position, turn in enumerate(transcript.turns, 1):
        said = transcript.text[turn.start : turn.end]
        assert turn.position == position
        assert end <= turn.start < turn.end <= len(transcript.text)
        assert said == said.strip()
        end = turn.end
    transcript.text.encode()
    assert transcript.turns


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_but_never_crash(data: bytes):
    check(data)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_but_never_crashes(text: str):
    check(text.encode("utf-8", "surrogatepass"))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(SIGNS), max_size=30))
def test_any_mixture_of_the_signs_of_all_formats_is_read_or_refused(parts: list[str]):
    check("".join(parts).encode())


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(VALID), st.lists(CHANGE, max_size=4))
def test_damaged_files_of_each_format_are_read_or_refused(data: bytes, changes: list[tuple[float, bytes, int]]):
    for place, inserted, removed in changes:
        at = int(place * len(data))
        data = data[:at] + inserted + data[at + removed :]
    check(data)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHANGE, min_size=1, max_size=3))
def test_a_sound_package_with_damaged_xml_is_read_or_refused(changes: list[tuple[float, bytes, int]]):
    with zipfile.ZipFile(io.BytesIO(VALID[-1])) as old, zipfile.ZipFile(buffer := io.BytesIO(), "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for place, inserted, removed in changes if name == "word/document.xml" else ():
                at = int(place * len(part))
                part = part[:at] + inserted + part[at + removed :]
            new.writestr(name, part)
    check(buffer.getvalue())


@pytest.mark.parametrize("filler", [".", " ", "\n", "a: ", "[", "\u200b", "<v ", "0:0", "“", "A ", "*", "#", "\t\n"])
def test_long_runs_of_one_sign_take_no_longer_than_their_length_asks(filler: str):
    begun = time.monotonic()
    check(b"I: Hello.\n" + filler.encode() * 200_000 + b"x\nP: Yes.\n")
    check(b"WEBVTT\n\n00:01.000 --> 00:02.000\nI: Hello." + filler.encode() * 20_000 + b"x\n")

    assert time.monotonic() - begun < 30


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for data in VALID:
        check(data)

    assert list(tmp_path.iterdir()) == []
