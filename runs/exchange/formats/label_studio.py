"""Annotations of Label Studio: JSON, JSON-MIN and tables."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from runs.exchange.annotation.dialogues import Dialogue, Point, SpokenLabel, dialogue_in, placed
from runs.exchange.annotation.json_files import Fields, fields, items, json_in, whole_number, words
from runs.exchange.annotation.label_studio_tasks import Tasks, is_table_of_tasks, tasks_in, tasks_of_table
from runs.exchange.annotation.labelled_texts import Labelled, LabelledText, imported, name_apart
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.positions.offsets import SourceText
from runs.exchange.positions.selections import GivenCode, Selection
from runs.records import RaterKind
from runs.transcripts.html_file import read_html

_NAME = "Label Studio export"
_NAMES = ("document", "document_name", "title", "name", "filename", "file_name", "file", "source", "id")
_LINK = re.compile(r"(?:[a-z0-9]{2,8}://|/data/)\S+")
_UPLOAD = re.compile(r"^(?:.*/)?(?:[0-9a-f]{8}-)?(?P<name>[^/]+?)(?:\.\w{1,5})?$")
_NUMBER = re.compile(r"[0-9]{1,9}")
_BEGUN = ((b'"annotations"',), (b'"annotation_id"', b'"annotator"', b'"lead_time"'))
"""What tells damaged files of tasks from other damaged files."""
_LABELS = ("labels", "paragraphlabels", "hypertextlabels", "htmllabels", "choices")
_SMALL = "This export does not say which annotations began with what a model predicted: all are taken as independent."
_PLAIN = "annotations with words of which this export does not say whether they are a choice; export them as JSON"


def _recognises(name: str, data: bytes) -> Sureness:
    begins = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begins.startswith((b"[", b"{")):
        return Sureness.CERTAIN if is_table_of_tasks(data) else Sureness.NO
    if not any(each in data for each in (b'"data"', b'"annotation_id"')):
        return Sureness.NO
    try:
        return Sureness.CERTAIN if tasks_in(json_in(name, _NAME, data)) else Sureness.NO
    except UnreadableFile:
        is_one = any(all(each in data for each in keys) for keys in _BEGUN)
        return Sureness.LIKELY if is_one else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    is_table = is_table_of_tasks(data)
    tasks = tasks_of_table(name, data) if is_table else tasks_in(json_in(name, _NAME, data))
    if tasks is None:
        raise UnreadableFile(name, _NAME, "It holds no tasks.", do="Export the project as JSON.")
    found = _Export(rater or "", tasks)
    for task in tasks.tasks:
        found.add(task)
    return imported(name, found.labelled)


class _Judgement(NamedTuple):
    """An annotation or a prediction of one task."""

    source: int
    rater: str
    results: list[object]


class _Export:
    """Gathers what the tasks of an export say."""

    def __init__(self, rater: str, tasks: Tasks) -> None:
        self._rater = rater
        self._taken: set[str] = set()
        self._texts: list[LabelledText] = []
        self._dialogues: dict[int, Dialogue] = {}
        self._marked: list[Selection] = []
        self._spoken: list[SpokenLabel] = []
        self._looked: list[tuple[int, str]] = []
        self._kinds: dict[str, RaterKind] = {}
        self._seen_first: set[tuple[int, str]] = set()
        self._not_taken: Counter[str] = Counter({_PLAIN: tasks.unread or 0})
        self._is_small = tasks.unread is not None
        self._is_html = any(_in_html(value) for task in tasks.tasks for value in _values(task))

    def add(self, task: Fields) -> None:
        """Add a task with all that was said of it."""
        source = len(self._texts)
        data = fields(task.get("data"))
        name = name_apart(_named(task, data), self._taken)
        dialogue = None if isinstance(data.get("text"), str) and not _is_of_dialogue(task) else dialogue_in(data)
        if dialogue:
            self._dialogues[source] = dialogue
            self._texts.append(LabelledText(name, SourceText(dialogue.text), turns=tuple(dialogue.turns)))
        elif self._is_html:
            page = read_html(name, _text(data).encode("utf-8", "replace"), name)
            self._texts.append(LabelledText(name, SourceText(page.text), bool(page.text), page.turns))
        else:
            text = _text(data)
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
        taken = [self._take(made, fields(each)) for each in made.results]
        if any(taken) or not made.results:
            self._looked.append((made.source, made.rater))

    def _take(self, made: _Judgement, result: Fields) -> bool:
        """Whether a result is taken."""
        value = fields(result.get("value"))
        codes = [words(code) for kind in _LABELS for code in items(value.get(kind)) if words(code)]
        start, end = whole_number(value.get("start")), whole_number(value.get("end"))
        dialogue, is_here = self._dialogues.get(made.source), self._texts[made.source].is_here
        spoken = _points(value) if dialogue or not is_here else None
        is_passage = (start is not None and end is not None) or spoken is not None or _in_html(value)
        if not codes or ("start" in value and not is_passage):
            kind = words(result.get("type"))
            told = kind if kind in _OTHERS else "another kind"
            self._not_taken[f"results of {told}, or in something else than a plain text"] += 1
            return False
        is_text = is_here and not spoken
        found = Selection(
            source=made.source,
            start=start if is_text else None,
            end=end if is_text else None,
            name=words(value.get("text")).replace("\\n", "\n"),
            rationale="",
            codings=tuple(GivenCode(code, made.rater) for code in codes),
            is_whole=not is_passage,
            may_be_cut=False,
        )
        if spoken and dialogue and spoken[0].part <= spoken[1].part < len(dialogue.parts):
            self._spoken.append(SpokenLabel(found, *spoken))
        else:
            self._marked.append(found)
        return True

    @property
    def labelled(self) -> Labelled:
        """All of it."""
        spoken = placed(self._dialogues, self._spoken)
        is_apart = any(each.is_placed for each in self._marked)
        return Labelled(
            program=_NAME,
            texts=self._texts,
            marked=[*self._marked, *spoken.selections],
            looked=self._looked,
            kinds=self._kinds,
            seen_first=frozenset(self._seen_first),
            not_taken=self._not_taken,
            positions="" if is_apart else spoken.told,
            notes=(*((spoken.told,) if is_apart and spoken.told else ()), *self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        if self._is_html:
            yield "Tasks are web pages: the transcript is what a reader sees of them, and labels go by their words."
        if self._is_small:
            yield _SMALL
        missing = sum(not each.is_here for each in self._texts)
        if missing:
            yield f"{missing} tasks have no text; their labels go by their words to transcripts of the tasks' names."


_OTHERS = frozenset({"relation", "textarea", "rating", "number", "taxonomy", "pairwise", "paragraphlabels"})


def _points(value: Fields) -> tuple[Point, Point] | None:
    """Where a label of a dialogue begins and ends; None where it is of something else."""
    parts = [int(each) if _NUMBER.fullmatch(each := words(value.get(key))) else None for key in ("start", "end")]
    positions = [whole_number(value.get(key)) for key in ("startOffset", "endOffset")]
    match (*parts, *positions):
        case (int(first), int(last), int(begins), int(ends)):
            return Point(first, begins), Point(last, ends)
        case _:
            return None


def _in_html(value: Fields) -> bool:
    """Whether a label is one of a web page: it tells its place by a path, and can go by its words."""
    return words(value.get("start")).startswith("/") and bool(words(value.get("text")).strip())


def _is_of_dialogue(task: Fields) -> bool:
    """Whether a label of the task is one of a dialogue."""
    return any(map(_points, _values(task)))


def _values(task: Fields) -> Iterator[Fields]:
    """What the results of a task say."""
    made = [fields(each) for kind in ("annotations", "predictions") for each in items(task.get(kind))]
    return (fields(fields(result).get("value")) for each in made for result in items(each.get("result")))


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
    endings=".json .csv .tsv",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="Texts; labels of passages, and choices, which are of the whole text or of a passage, by annotator;"
    " predictions as those of a model; annotations without a result as looked at, none applies; those that began with"
    " a prediction as not independent. Dialogues (`Paragraphs`) become turns of speakers, with their labels, also over"
    " several turns. Web pages become what a reader sees of them; their labels go by their words. Elsewhere, how"
    " positions were counted is found by the words of the labels. JSON, and also JSON-MIN, CSV and TSV, which leave out"
    " predictions and what annotations began with: all are taken as independent.",
    is_lost="Annotations that were skipped; relations, ratings, taxonomies and typed texts; labels of pictures and"
    " recordings; in web pages labels without words, and the place of words that stand there several times; in JSON-MIN"
    " and tables, choices that stand as one plain word, unless another row shows that they are choices. The import"
    " counts them. A table of choices alone is read as a table of codings, with `--map`.",
    tested_with="Only descriptions: the manual, reports of users, and for JSON-MIN, tables and dialogues the source of"
    " the program that writes them.",
)
