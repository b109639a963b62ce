"""Writes XML element by element, so that a project of any size takes no memory."""

import io
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from runs.exchange.zip_members import undated

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class XmlWriting:
    """Writes elements into a stream, and counts the characters that XML forbids; U+FFFD stands in their place."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.replaced = 0
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n')

    @contextmanager
    def within(self, tag: str, **attributes: str) -> Generator[None]:
        """Everything that is written in the block is inside of this element."""
        self._stream.write(f"<{tag}{self._attributes(attributes)}>")
        yield
        self._stream.write(f"</{tag}>\n")

    def element(self, tag: str, text: str = "", **attributes: str) -> None:
        """An element without children."""
        opening = f"<{tag}{self._attributes(attributes)}"
        inside = escape(self._legal(text), {"\r": "&#13;"})
        self._stream.write(f"{opening}>{inside}</{tag}>\n" if text else f"{opening}/>\n")

    def _attributes(self, attributes: dict[str, str]) -> str:
        return "".join(f" {name}={quoteattr(self._legal(value))}" for name, value in attributes.items() if value)

    def _legal(self, text: str) -> str:
        legal, replaced = _FORBIDDEN.subn("\ufffd", text)
        self.replaced += replaced
        return legal


@contextmanager
def xml_member(package: ZipFile, name: str) -> Generator[XmlWriting]:
    """What is written in the block is a member of the package."""
    with package.open(undated(name), "w") as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="\n")
        yield XmlWriting(text)
        text.flush()
        text.detach()


def replaced_told(replaced: int) -> Iterator[str]:
    """That characters were replaced, in a sentence; nothing where none was."""
    if replaced:
        yield f"{replaced} control characters that XML forbids; U+FFFD stands in their place."
