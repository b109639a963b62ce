"""From bytes to the canonical text: one leading BOM stripped, CRLF and CR to LF, nothing else."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes

from runs.transcripts.reading import UnreadableTranscript, refuse_larger

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE_IN_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xec\xee\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HALF_CHARACTER = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_SAMPLE = 1_000_000
_MOST_BYTES = 120_000_000
_SAVE_AS = "Save it as UTF-8 text and import it again."


class Decoded(NamedTuple):
    """Canonical text and how it was found in the bytes."""

    text: str
    encoding: str
    guessed: bool
    line_ends: tuple[str, ...] = ("LF",)
    """Which line ends the file has, before all became LF."""


def decode(name: str, data: bytes) -> Decoded:
    """The canonical text of a file and its encoding: what a BOM says, UTF-8, or the likeliest guess."""
    decoded = decode_as_it_is(name, data)
    return decoded._replace(text=canonical(decoded.text))


def decode_as_it_is(name: str, data: bytes) -> Decoded:
    """The text of a file with its own line ends, but without its BOM."""
    refuse_larger(name, data, _MOST_BYTES)
    decoded = _by_bom(name, data) or _wide_without_bom(data) or _as_utf8(data)
    if decoded is None:
        _refuse_binary(name, data[:_SAMPLE].decode("latin-1"))
        _refuse_damaged_utf8(name, data)
        decoded = _guessed(name, data)
    _refuse_binary(name, decoded.text)
    return decoded._replace(line_ends=_line_ends(decoded.text))


def canonical(text: str) -> str:
    """The text with every CRLF and CR as LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def doubts(decoded: Decoded) -> Iterator[str]:
    """What a person should know of how the bytes were read."""
    if decoded.guessed:
        yield f"The encoding was guessed as {decoded.encoding}. If letters look wrong, save the file as UTF-8."
    if len(decoded.line_ends) > 1:
        yield f"Its line ends are mixed ({', '.join(decoded.line_ends)}); each counts as one line end."


def _line_ends(text: str) -> tuple[str, ...]:
    pairs = text.count("\r\n")
    counts = {"CRLF": pairs, "CR": text.count("\r") - pairs, "LF": text.count("\n") - pairs}
    return tuple(name for name, count in counts.items() if count)


def _by_bom(name: str, data: bytes) -> Decoded | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data.decode(encoding), encoding, guessed=False)
            except UnicodeDecodeError as error:
                raise _undecodable(name, data, error) from None
    return None


def _as_utf8(data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        return None


def _wide_without_bom(data: bytes) -> Decoded | None:
    """UTF-16 that lacks its BOM: Western text then has a NUL in every other byte."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 2 or len(data) % 2:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[offset::2].count(0) > 0.7 * half and sample[1 - offset :: 2].count(0) < 0.1 * half:
            try:
                return Decoded(data.decode(encoding), encoding, guessed=True)
            except UnicodeDecodeError:
                return None
    return None


def _guessed(name: str, data: bytes) -> Decoded:
    """The likeliest encoding; Windows-1252 where it is among the likely, since most such files are."""
    sample = _sample(data)
    western = _decoded_or_none(sample, "cp1252")
    matches = from_bytes(sample)
    best = matches.best()
    if best is not None and western not in [str(match) for match in matches]:
        text = _decoded_or_none(data, best.encoding)
        if text is not None:
            return Decoded(text, best.encoding, guessed=True)
    return _strict_cp1252(name, data)


def _sample(data: bytes) -> bytes:
    """The beginning of the file, up to the end of a line."""
    if len(data) <= _SAMPLE:
        return data
    return data[: data.rfind(b"\n", 0, _SAMPLE) + 1] or data[:_SAMPLE]


def _decoded_or_none(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _strict_cp1252(name: str, data: bytes) -> Decoded:
    try:
        return Decoded(data.decode("cp1252"), "cp1252", guessed=True)
    except UnicodeDecodeError as error:
        raise _undecodable(name, data, error) from None


def _undecodable(name: str, data: bytes, error: UnicodeDecodeError) -> UnreadableTranscript:
    line = data.count(b"\n", 0, error.start) + 1
    encoding = "Windows-1252" if error.encoding == "charmap" else error.encoding
    reason = f"Its byte {error.start + 1} is not valid {encoding}."
    return UnreadableTranscript(name, reason, line=line, do=_SAVE_AS)


def _refuse_damaged_utf8(name: str, data: bytes) -> None:
    """Refuses what is UTF-8 but for a few bytes: read in another encoding, all its accents would be wrong."""
    sound, damaged = len(_WIDE_IN_UTF8.findall(data)), data.decode("utf-8", "replace").count("\ufffd")
    if sound > damaged or _HALF_CHARACTER.search(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _undecodable(name, data, error) from None


def _refuse_binary(name: str, text: str) -> None:
    """Refuses a text of which more than a tenth are control characters; fewer are kept as data."""
    if len(_CONTROL.findall(text)) > 0.1 * len(text):
        do = "Export the transcript as text, Word, WebVTT, SRT or PDF."
        raise UnreadableTranscript(name, "It holds binary data, not text.", do=do)
