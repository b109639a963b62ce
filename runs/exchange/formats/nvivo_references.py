"""References of a code as NVivo exports them: one file a code, as Word, text or HTML."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from codebook import name_key
from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, NotTaken, UnreadableFile
from runs.exchange.positions.html_texts import HtmlText
from runs.transcripts import UnreadableTranscript
from runs.transcripts.decoding import decode
from runs.transcripts.word_file import word_text
from runs.transcripts.word_package import cleaned, document_xml, open_package

_NAME = "NVivo report of a code"
_FILE = re.compile(
    r"<?(?P<path>[^<>§]{3,800}?)>? [-\u2013] § (?P<number>\d{1,6}) [^\[\]]{1,60}\[[\d.,]{1,9} ?%[^\]]{0,40}\]"
)
_REFERENCE = re.compile(r"[^\W\d]{2,30} \d{1,6} [-\u2013] [\d.,]{1,9} ?% [^\W\d]{2,30}")
_TITLE = re.compile(r"(?:Name|Nodes?|Codes?)\s*:\s*(?P<name>.+)")
_SECTION = "§".encode()


def _recognises(name: str, data: bytes) -> Sureness:
    try:
        if data.startswith(b"PK"):
            if b"word/" not in data or _SECTION not in document_xml(open_package(name, data)):
                return Sureness.NO
        elif b"%" not in data or b"\\" not in data or data.startswith(b"%PDF"):
            return Sureness.NO
        lines = _lines(_text(name, data))
    except UnreadableTranscript:
        return Sureness.NO
    return Sureness.CERTAIN if any(_file(line) for line in lines) else Sureness.NO


def _text(name: str, data: bytes) -> str:
    if data.startswith(b"PK"):
        return word_text(name, cleaned(open_package(name, data)))
    text = decode(name, data).text
    return HtmlText(text).text if "<html" in text[:2000].lower() else text


def _lines(text: str) -> list[str]:
    return [line.replace("\u00a0", " ").strip() for line in text.split("\n")]


def _file(line: str) -> re.Match[str] | None:
    """The line that names a file and the number of its references; None where it is another line."""
    found = _FILE.fullmatch(line) if "§" in line and "\\" in line else None
    return found if found and "\\" in found["path"] else None


class _Reference(NamedTuple):
    path: str
    words: str


class _Report(NamedTuple):
    code: str
    references: tuple[_Reference, ...]
    announced: int


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        report = _report(_lines(_text(name, data)), PurePath(name).stem)
    except UnreadableTranscript as error:
        raise UnreadableFile(name, _NAME, str(error)) from None
    rows = [
        CodingRow(number, _last(each.path), rater or "", (report.code,), quotation=each.words)
        for number, each in enumerate(report.references, 1)
    ]
    missing = report.announced - len(rows)
    return Imported(
        found=f"{_NAME}, {report.code!r}",
        codings=CodingsTable(file=name, shape=TableShape.SPANS, rows=rows),
        only_codes=frozenset({name_key(report.code)}),
        not_taken=(NotTaken("references that it announces and does not have as text", missing),) if missing > 0 else (),
        notes=tuple(_notes(report)),
    )


def _report(lines: Sequence[str], stem: str) -> _Report:
    first = next(number for number, line in enumerate(lines) if _file(line))
    references: list[_Reference] = []
    words: list[str] | None = None
    path, announced = "", 0
    for line in (*lines[first:], ""):
        file = _file(line)
        if file or _REFERENCE.fullmatch(line):
            references += _made(path, words)
            words = None if file else []
        elif words is not None:
            words.append(line)
        if file:
            path = file["path"]
            announced += int(file["number"])
    references += _made(path, words)
    return _Report(_code([line for line in lines[:first] if line], stem), tuple(references), announced)


def _made(path: str, words: list[str] | None) -> Iterator[_Reference]:
    said = "\n".join(words or ()).strip()
    if said:
        yield _Reference(path, said)


def _code(above: Sequence[str], stem: str) -> str:
    """The code's name: what stands above the first file, if that is one line or is said to be it; else the file's."""
    titles = [found["name"] for line in above if (found := _TITLE.fullmatch(line))]
    return _last(titles[0] if titles else above[0] if len(above) == 1 else stem)


def _last(path: str) -> str:
    return path.rstrip("\\").rpartition("\\")[2].strip()


def _notes(report: _Report) -> Iterator[str]:
    paths = dict.fromkeys(each.path for each in report.references)
    yield f"{len(report.references)} references in {len(paths)} files. Codes of other reports stay beside this one."
    names: dict[str, str] = {}
    for path in paths:
        other = names.setdefault(name_key(_last(path)), path)
        if other != path:
            yield f"Two files are called {_last(path)!r}; their references go to the transcript of that name."


FORMAT = Format(
    name=_NAME,
    endings=".docx .txt .html",
    gives=("codings",),
    recognises=_recognises,
    read=_read,
    is_read="The references to one code, found by their words in the transcripts of the files' names. The code is"
    " called by the report's title, or else by the name of its file. Several reports of one rater add up. NVivo does"
    " not say who coded: `--rater` does.",
    is_lost="Coverage; references to pictures and recordings, which the import counts.",
    tested_with="Only a description.",
)
