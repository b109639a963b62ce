"""What a file is, by its content; its name is only repeated in messages."""

import json
from enum import StrEnum

from runs.transcripts.reading import UnreadableTranscript
from runs.transcripts.srt_file import is_srt


class Kind(StrEnum):
    """The formats that are read."""

    TEXT = "text"
    WEBVTT = "WebVTT"
    SRT = "SRT"
    WORD = "Word"
    PDF = "PDF"


_AS_TEXT = "Export the transcript as text, Word (.docx), WebVTT, SRT or PDF."
_FOREIGN = (
    (b"{\\rtf", "It is a rich text (RTF) file."),
    (b"\x89PNG", "It is a picture."),
    (b"\xff\xd8\xff", "It is a picture."),
    (b"GIF8", "It is a picture."),
    (b"ID3", "It is a recording."),
    (b"OggS", "It is a recording."),
    (b"fLaC", "It is a recording."),
    (b"RIFF", "It is a recording or a picture."),
    (b"\x1aE\xdf\xa3", "It is a recording."),
    (b"SQLite format 3\x00", "It is a database."),
    (b"\x1f\x8b", "It is a compressed file."),
    (b"7z\xbc\xaf", "It is a compressed file."),
    (b"Rar!", "It is a compressed file."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def recognise_bytes(name: str, data: bytes) -> Kind:
    """The format that the bytes show; text stands for all formats that are told by their words."""
    if not data.strip():
        raise UnreadableTranscript(name, "It is empty.", do="Check that the export was finished.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.WORD
    if data.lstrip()[:5] == b"%PDF-":
        return Kind.PDF
    if data.startswith(_OLE):
        raise _old_or_encrypted(name, data)
    for signature, reason in _FOREIGN:
        if data.startswith(signature):
            raise UnreadableTranscript(name, reason, do=_AS_TEXT)
    if data[4:8] == b"ftyp":
        raise UnreadableTranscript(name, "It is a recording.", do=_AS_TEXT)
    return Kind.TEXT


def recognise_text(name: str, text: str) -> Kind:
    """The format that the words show: WebVTT, SRT or a transcript in plain text."""
    if _is_webvtt(text):
        return Kind.WEBVTT
    if is_srt(text):
        return Kind.SRT
    opening = text[:200].lstrip("\ufeff \t\n").lower()
    if opening.startswith(("<!doctype html", "<html")):
        raise UnreadableTranscript(name, "It is a web page (HTML).", do=_AS_TEXT)
    if opening.startswith("<?xml"):
        why = "It is an XML file in no layout that is read; `docs/formats.md` names those that are."
        raise UnreadableTranscript(name, why, do=_AS_TEXT)
    if opening.startswith(("{", "[")) and _is_json(text):
        why = "It is a JSON file in no layout that is read; `docs/formats.md` names those that are."
        raise UnreadableTranscript(name, why, do=_AS_TEXT)
    return Kind.TEXT


def is_subtitles(data: bytes) -> bool:
    """Whether bytes open like WebVTT or SRT, in UTF-8 or UTF-16."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data[:4000].decode("utf-16" if wide else "utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _is_webvtt(text) or is_srt(text)


def _is_webvtt(text: str) -> bool:
    bare = text.lstrip("\ufeff")
    return bare.startswith("WEBVTT") and not bare[6:7].strip()


def _old_or_encrypted(name: str, data: bytes) -> UnreadableTranscript:
    if _ENCRYPTED in data:
        do = "Open it in Word, remove the password, save it and import it again."
        return UnreadableTranscript(name, "It is protected by a password.", do=do)
    do = "Open it in Word and save it as .docx."
    return UnreadableTranscript(name, "It is in the old binary format of Word (.doc) or Excel.", do=do)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text.lstrip("\ufeff")), dict | list)
    except (ValueError, RecursionError):
        return False
