"""Opens a Word file safely: capped in size, without entities, and with what readers lose put right."""

import io
import re
import zipfile
from collections.abc import Mapping

from runs.archives import Archive, ArchiveError
from runs.transcripts.reading import UnreadableTranscript

MAX_BYTES = 200_000_000
MAX_MEMBERS = 5_000
DOCUMENT = re.compile(r"word/document\d*\.xml", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']""")
_SAFE_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16"}
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_KEPT = re.compile(r"(?:word/|_rels/|docProps/|customXml/|\[Content_Types\]\.xml$).*", re.IGNORECASE)
_MOVED_AWAY = re.compile(rb"<w:moveFrom(?:\s[^>]*)?(?<!/)>.*?</w:moveFrom>", re.DOTALL)
_HYPHEN = re.compile(rb"<w:noBreakHyphen\s*/>")
_DO = "Open it in Word, save a copy as .docx and import that."


def open_package(name: str, data: bytes) -> dict[str, bytes]:
    """The XML parts of a Word file by name; the package is read in memory, within fixed limits.

    Raises:
        UnreadableTranscript: The package is broken, encrypted, no Word file, too large, or declares entities.
    """
    try:
        package = Archive(data)
        _check_declared(name, package)
        parts = {path: package.read(path) for path in package.names if _is_kept(path)}
    except ArchiveError as error:
        raise UnreadableTranscript(name, error.reason, do=_DO) from None
    for part in parts.values():
        _check_xml(name, part)
    return parts


def document_xml(parts: Mapping[str, bytes]) -> bytes:
    """The XML of a package's main text."""
    return next((part for path, part in parts.items() if DOCUMENT.fullmatch(path)), b"")


def cleaned(parts: Mapping[str, bytes]) -> bytes:
    """The package with moved text only where it was moved to, and no-break hyphens as characters."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for path, part in parts.items():
            if DOCUMENT.fullmatch(path):
                part = _HYPHEN.sub("<w:t>\u2011</w:t>".encode(), _MOVED_AWAY.sub(b"", part))
            package.writestr(path, part)
    return buffer.getvalue()


def _check_declared(name: str, package: Archive) -> None:
    if not any(DOCUMENT.fullmatch(path) for path in package.names):
        reason = "It is a zip package, but not a Word document, nor another one that `docs/formats.md` names."
        raise UnreadableTranscript(name, reason, do="Unpack it, and import the folder with the files that it held.")
    if package.is_encrypted:
        raise UnreadableTranscript(name, "It is encrypted.", do=_DO)
    if len(package.names) > MAX_MEMBERS or package.declared_bytes > MAX_BYTES:
        raise _too_large(name)


def _is_kept(path: str) -> bool:
    """Whether a part holds words, as pictures do not."""
    return _KEPT.match(path) is not None and path.lower().endswith((".xml", ".rels"))


def _check_xml(name: str, part: bytes) -> None:
    declared = _ENCODING.match(part[:200].lstrip(b"\xef\xbb\xbf"))
    strange = declared is not None and declared[1].lower() not in _SAFE_ENCODINGS
    if strange or any(doctype in part for doctype in _DOCTYPES):
        reason = "It declares XML entities or a strange encoding, which no Word document needs."
        raise UnreadableTranscript(name, reason, do=_DO)


def _too_large(name: str) -> UnreadableTranscript:
    reason = f"Unpacked it has over {MAX_BYTES // 1_000_000} MB or over {MAX_MEMBERS:,} parts."
    return UnreadableTranscript(name, reason, do="Save the text without pictures and import that.")
