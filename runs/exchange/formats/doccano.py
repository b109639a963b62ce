"""Labels of doccano: JSON lines of one annotator, or a package with a file for each."""

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from runs.archives import Archive, ArchiveError
from runs.exchange.annotation.graphemes import in_code_points
from runs.exchange.annotation.json_files import Fields, fields, items, json_in, whole_number, words
from runs.exchange.annotation.labelled_texts import Labelled, LabelledText, imported, name_apart
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.positions.offsets import SourceText
from runs.exchange.positions.selections import GivenCode, Selection

_NAME = "doccano export"
_ENDING = ".jsonl"
_ALL = "all"
"""The file that has everybody's labels without their names."""
_NAMES = ("document", "title", "name", "filename", "file_name")
_DO = "Export the dataset anew from doccano as JSONL."


def _recognises(name: str, data: bytes) -> Sureness:
    try:
        first = next(_lines(name, _files(data)[0][1]), None)
    except (UnreadableFile, ArchiveError, IndexError):
        return Sureness.NO
    return Sureness.CERTAIN if first is not None and _is_example(first) else Sureness.NO


def _files(data: bytes) -> list[tuple[str, bytes]]:
    """The files of annotators with their names; without a name where there is only one of all."""
    if not data.startswith(b"PK"):
        begins = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
        return [("", data)] if begins.startswith(b"{") else []
    package = Archive(data)
    names = [name for name in package.names if name.lower().endswith(_ENDING)]
    people = [name for name in names if PurePath(name).stem != _ALL]
    if people:
        return [(PurePath(name).stem, package.read(name)) for name in people]
    return [("", package.read(name)) for name in names]


def _lines(file: str, data: bytes) -> Iterator[Fields]:
    for line in data.splitlines():
        if line.strip():
            yield fields(json_in(file, _NAME, line))


def _is_example(line: Fields) -> bool:
    labels = line.get("label", line.get("entities"))
    return isinstance(line.get("text"), str) and isinstance(labels, list)


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    try:
        files = _files(data)
        found = _Export()
        for user, content in files:
            for line in _lines(name, content):
                found.add(line, user or rater or "")
    except ArchiveError as error:
        raise UnreadableFile(name, _NAME, error.reason, do=_DO) from None
    return imported(name, found.labelled())


class _Export:
    """Gathers what the files of an export say; one text of several annotators is one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], int] = {}
        self._taken: set[str] = set()
        self._texts: list[LabelledText] = []
        self._marked: list[Selection] = []
        self._not_taken: Counter[str] = Counter()

    def add(self, line: Fields, user: str) -> None:
        """Add a text with the labels of an annotator."""
        if not _is_example(line):
            self._not_taken["lines without a text or without labels"] += 1
            return
        source = self._source(words(line.get("id")), words(line.get("text")), line)
        given = [*items(line.get("label")), *items(line.get("entities")), *items(line.get("cats"))]
        marked = [each for each in (self._selection(source, one, user) for one in given) if each]
        if not marked:
            self._not_taken["texts without a label, of which nothing says whether they were looked at"] += 1
        self._marked += marked
        self._not_taken["relations"] += len(items(line.get("relations")))
        self._not_taken["comments"] += len(items(line.get("Comments")))

    def _source(self, number: str, text: str, line: Fields) -> int:
        key = (number, text)
        if key not in self._known:
            self._known[key] = len(self._texts)
            named = next(filter(None, (" ".join(words(line.get(each)).split()) for each in _NAMES)), "")
            is_name = named and named.isprintable() and len(named) <= 200
            name = PurePath(named).stem if is_name else f"document {number or len(self._texts) + 1}"
            self._texts.append(LabelledText(name_apart(name, self._taken), SourceText(text)))
        return self._known[key]

    def _selection(self, source: int, given: object, user: str) -> Selection | None:
        """A label of a passage, as a list or as an object, or else one of the whole text."""
        entity, parts = fields(given), items(given)
        if entity:
            start, end = whole_number(entity.get("start_offset")), whole_number(entity.get("end_offset"))
            code = words(entity.get("label"))
        elif len(parts) == 3:
            start, end, code = whole_number(parts[0]), whole_number(parts[1]), words(parts[2])
        else:
            start, end, code = None, None, words(given)
        is_whole = not entity and not parts
        if not code or not (is_whole or (start is not None and end is not None)):
            self._not_taken["labels that are neither of a passage nor of a text"] += 1
            return None
        return Selection(source, start, end, "", "", (GivenCode(code, user),), is_whole=is_whole)

    def labelled(self) -> Labelled:
        """All of it."""
        marked, told = in_code_points([each.content.raw for each in self._texts], self._marked)
        return Labelled(_NAME, self._texts, marked, not_taken=self._not_taken, positions=told)


FORMAT = Format(
    name=_NAME,
    endings=".jsonl .zip",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Texts; labels of passages, and of whole texts. In a package, each annotator's file is a rater by its name;"
    " of a single file `--rater` says it. Whether positions count code points or grapheme clusters, which the file does"
    " not say, is told by which of them makes more labels begin and end with words.",
    is_lost="Relations, comments; texts without a label, of which nothing says whether they were looked at.",
    tested_with="Only a description.",
)
