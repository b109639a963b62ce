"""How INCEpTION lays out the package of a project: whose annotations of which document stand where."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from runs.exchange.annotation.json_files import Fields, fields, items, words

CURATION = "CURATION_USER"
"""The name under which the curated annotations stand."""
INITIAL = "INITIAL_CAS"
"""The name under which a document stands as it came in, before anybody annotated it."""
TYPES = "TypeSystem.xml"
READ = ("json", "xmi", "zip")
"""Endings of files that may be read; the ZIP file of one annotator holds XMI and its types."""
_FILE = re.compile(r"^(?:.*?/)?(?P<kind>annotation|curation)/(?P<document>.+)/(?P<user>[^/]+)\.(?P<ending>[^./]+)$")
_INNER = re.compile(r"^(?:.*?/)?(?:annotation|curation)_ser/")
_PROJECT = re.compile(r"^(?:[^/]*/)?exportedproject[^/]*\.json$")
_TOP = re.compile(r"^(?P<document>[^/]+)\.xmi$", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|/)(?:__MACOSX/|\._)")
_STRAY = re.compile(r"\d+$")
"""What stands after a name where a file is called after a temporary one, as some versions do."""


class State(Enum):
    """What the project says of the work of an annotator on a document, or of its curation."""

    FINISHED = "finished"
    UNFINISHED = "unfinished"
    """Not begun, in progress or locked."""
    UNKNOWN = "unknown"


class AnnotatorFile(NamedTuple):
    """A file in the package."""

    path: str
    document: str
    user: str
    is_curation: bool
    ending: str
    """In small letters."""


class Layout(NamedTuple):
    """What stands in the package."""

    project: str | None
    """The file with the states, where there is one."""
    files: Sequence[AnnotatorFile]
    loose: Sequence[str]
    """XMI at the top of the package, as one annotator's document is exported; only where there is no project."""
    has_inner: bool
    """Whether the form is there that only INCEpTION reads."""

    @property
    def unread(self) -> int:
        """How many files of annotators are in a form that is not read."""
        return sum(each.ending not in READ for each in self.files)

    @property
    def is_certain(self) -> bool:
        """Whether nothing else is laid out so."""
        return bool(self.project or (self.has_inner and self.files))

    @property
    def is_likely(self) -> bool:
        """Whether there is something to be read."""
        return any(each.ending in READ for each in self.files) or bool(self.loose)


def layout_of(names: Sequence[str]) -> Layout:
    """The layout of a package, by the names of its members."""
    shown = [name for name in names if not _HIDDEN.search(name)]
    files = [_file(found) for name in shown if (found := _FILE.match(name))]
    loose = [] if files else [name for name in shown if _TOP.match(name)]
    return Layout(
        project=next(iter(sorted(filter(_PROJECT.match, shown))), None),
        files=sorted(files, key=lambda each: (each.document, each.path)),
        loose=sorted(loose),
        has_inner=any(map(_INNER.match, shown)),
    )


def _file(found: re.Match[str]) -> AnnotatorFile:
    kind, ending = found["kind"], found["ending"].lower()
    return AnnotatorFile(found.string, found["document"], found["user"], kind == "curation", ending)


class States:
    """What the file of a project says of who has finished what."""

    def __init__(self, project: object) -> None:
        held = fields(project)
        self._annotated = {
            (words(each.get("name")), words(each.get("user"))): each for each in _all(held, "annotation")
        }
        self._curated = {words(each.get("name")): each for each in _all(held, "source")}
        self.users = frozenset(user for _, user in self._annotated)

    def user(self, *called: str) -> str:
        """The user that a file is called after, by any of its names; the first of them where none is known."""
        named = (name for each in called for name in (each, _STRAY.sub("", each)))
        return next((each for each in named if each in self.users or each in (CURATION, INITIAL)), called[0])

    def of_annotation(self, document: str, user: str) -> State:
        """How far an annotator is with a document."""
        return _state(self._annotated.get((document, user)), "FINISHED")

    def of_curation(self, document: str) -> State:
        """How far the curation of a document is."""
        return _state(self._curated.get(document), "CURATION_FINISHED")

    def finished(self) -> Iterator[tuple[str, str]]:
        """Documents and the annotators who have finished them."""
        return (key for key in self._annotated if self.of_annotation(*key) is State.FINISHED)


def _all(project: Fields, kind: str) -> Iterator[Fields]:
    return map(fields, items(project.get(f"{kind}_documents")))


def _state(held: Mapping[str, object] | None, finished: str) -> State:
    state = words((held or {}).get("state"))
    if not state:
        return State.UNKNOWN
    return State.FINISHED if state == finished else State.UNFINISHED
