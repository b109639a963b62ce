"""Annotations of Label Studio (JSON)."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.json_files import Fields, fields, items, json_in, whole_number, words
from runs.exchange.labelled_texts import Labelled, LabelledText, imported, name_apart
from runs.exchange.offsets import SourceText
from runs.exchange.selections import GivenCode, Selection
from runs.records import RaterKind

_NAME = "Label Studio export"
_NAMES = ("document", "document_name", "title", "name", "filename", "file_name", "file", "source", "id")
_LINK = re.compile(r"(?:[a-z0-9]{2,8}://|/data/)\S+")
_UPLOAD = re.compile(r"^(?:.*/)?(?:[0-9a-f]{8}-)?(?P<name>[^/]+?)(?:\.\w{1,5})?$")
_LABELS = ("labels", "choices")


def _recognises(name: str, data: bytes) -> Sureness:
    begins = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begins.startswith((b"[", b"{")) or b'"data"' not in data:
        return Sureness.NO
    try:
        tasks = _tasks(json_in(name, _NAME, data))
    except UnreadableFile:
        return Sureness.NO
    return Sureness.CERTAIN if tasks and all(map(_is_task, tasks[:10])) else Sureness.NO


def _tasks(found: object) -> list[object]:
    return items(found) or ([found] if fields(found) else [])


def _is_task(task: object) -> bool:
    return isinstance(fields(task).get("data"), dict) and isinstance(fields(task).get("annotations"), list)


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    found = _Export(rater or "")
    for task in _tasks(json_in(name, _NAME, data)):
        found.add(fields(task))
    return imported(name, found.labelled)


class _Judgement(NamedTuple):
    """An annotation or a prediction of one task."""

    source: int
    rater: str
    results: list[object]


class _Export:
    """Gathers what the tasks of an export say."""

    def __init__(self, rater: str) -> None:
        self._rater = rater
        self._taken: set[str] = set()
        self._texts: list[LabelledText] = []
        self._marked: list[Selection] = []
        self._looked: list[tuple[int, str]] = []
        self._kinds: dict[str, RaterKind] = {}
        self._seen_first: set[tuple[int, str]] = set()
        self._not_taken: Counter[str] = Counter()

    def add(self, task: Fields) -> None:
        """Add a task with all that was said of it."""
        source = len(self._texts)
        data = fields(task.get("data"))
        text = _text(data)
        name = name_apart(_named(task, data), self._taken)
        self._texts.append(LabelledText(name, SourceText(text), is_here=bool(text)))
        for each in map(fields, items(task.get("annotations"))):
            if each.get("was_cancelled"):
                self._not_taken["annotations that were skipped"] += 1
                continue
            made = _Judgement(source, _user(each.get("completed_by")) or self._rater, items(each.get("result")))
            if each.get("parent_prediction") or any(fields(one).get("prediction") for one in made.results):
                self._seen_first.add((source, made.rater))
            self._judge(made)
        for each in map(fields, items(task.get("predictions"))):
            made = _Judgement(source, words(each.get("model_version")) or "model", items(each.get("result")))
            self._kinds[made.rater] = RaterKind.MODEL
            self._judge(made)

    def _judge(self, made: _Judgement) -> None:
        found = [self._selection(made, fields(each)) for each in made.results]
        marked = [each for each in found if each]
        if marked or not made.results:
            self._looked.append((made.source, made.rater))
        self._marked += marked

    def _selection(self, made: _Judgement, result: Fields) -> Selection | None:
        value = fields(result.get("value"))
        codes = [words(code) for kind in _LABELS for code in items(value.get(kind)) if words(code)]
        start, end = whole_number(value.get("start")), whole_number(value.get("end"))
        quotation = words(value.get("text")).replace("\\n", "\n")
        is_placed = start is not None and end is not None
        if not codes or ("start" in value and not is_placed):
            kind = words(result.get("type"))
            told = kind if kind in _OTHERS else "another kind"
            self._not_taken[f"results of {told}, or in something else than a plain text"] += 1
            return None
        return Selection(
            source=made.source,
            start=start if self._texts[made.source].is_here else None,
            end=end if self._texts[made.source].is_here else None,
            name=quotation,
            rationale="",
            codings=tuple(GivenCode(code, made.rater) for code in codes),
            is_whole=not is_placed,
            may_be_cut=False,
        )

    @property
    def labelled(self) -> Labelled:
        """All of it."""
        return Labelled(
            program=_NAME,
            texts=self._texts,
            marked=self._marked,
            looked=self._looked,
            kinds=self._kinds,
            seen_first=frozenset(self._seen_first),
            not_taken=self._not_taken,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        missing = sum(not each.is_here for each in self._texts)
        if missing:
            yield f"{missing} tasks have no text; their labels go by their words to transcripts of the tasks' names."


_OTHERS = frozenset({"relation", "textarea", "rating", "number", "taxonomy", "pairwise", "paragraphlabels"})


def _text(data: Fields) -> str:
    """The text of a task: what it is called so, or else the longest string; empty where that is a link."""
    strings = [value for value in data.values() if isinstance(value, str)]
    named = data.get("text")
    text = named if isinstance(named, str) else max(strings, key=len, default="")
    return "" if _LINK.fullmatch(text) or not (named or " " in text) else text


def _named(task: Fields, data: Fields) -> str:
    uploaded = _UPLOAD.match(words(task.get("file_upload")))
    candidates = [words(data.get(key)) for key in _NAMES if words(data.get(key)) != words(data.get("text"))]
    name = next(filter(None, candidates), "") or (uploaded["name"] if uploaded else "")
    name = " ".join(name.split())
    return name if name and len(name) <= 200 and name.isprintable() else f"task {words(task.get('id')) or '?'}"


def _user(completed_by: object) -> str:
    """What an annotator is called: by the address or the name, or else by the number."""
    if fields(completed_by):
        user = fields(completed_by)
        full = " ".join(filter(None, (words(user.get("first_name")), words(user.get("last_name")))))
        number = words(user.get("id"))
        return words(user.get("email")) or words(user.get("username")) or full or (f"user {number}" if number else "")
    number = words(completed_by)
    return f"user {number}" if number.isdigit() else number


FORMAT = Format(
    name=_NAME,
    endings=".json",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Texts; labels of passages, and choices, which are of the whole text or of a passage, by annotator;"
    " predictions as those of a model; annotations without a result as looked at, none applies; those that began with"
    " a prediction as not independent. How positions were counted is found by the words of the labels.",
    is_lost="Annotations that were skipped; relations, ratings, taxonomies and typed texts; labels in dialogues, HTML,"
    " pictures and recordings. The import counts them.",
    tested_with="Only a description.",
)
