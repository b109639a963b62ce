"""Who coded what in a package of INCEpTION, and what of it may be taken."""

from collections import Counter
from collections.abc import Iterator, Mapping

from runs.exchange.annotation.cas_codings import CasAnnotations, CasCodings
from runs.exchange.annotation.inception_layout import State, States
from runs.exchange.annotation.inception_texts import Annotated, Document
from runs.exchange.annotation.labelled_texts import Labelled, LabelledText, name_apart
from runs.exchange.positions.offsets import SourceText
from runs.records import RaterKind

_OTHER_TEXT = "files of annotators in which the document has another text"
_UNFINISHED = "annotations in documents that their annotator had not finished"
_UNCURATED = "annotations of a curation that was not finished"
_UNSEEN = "files without annotations, of which nothing says whether the document was looked at"
_UNREAD = "files of annotators in another form than UIMA CAS"
_NO_FILE = "documents that an annotator finished, and of whose annotations the package has no file"
_DO = "set those that were read to the end to finished in INCEpTION and export anew"


class InceptionCodings:
    """Gathers the documents of a package.

    Args:
        program: What the format is called.
        states: Who has finished what.
        unread: How many files of annotators are in another form.
    """

    def __init__(self, program: str, states: States, unread: int) -> None:
        self._program = program
        self._states = states
        self._found = CasCodings()
        self._names: set[str] = set()
        self._texts: list[LabelledText] = []
        self._looked: list[tuple[int, str]] = []
        self._seen_first: set[tuple[int, str]] = set()
        self._not_taken: Counter[str] = Counter({_UNREAD: unread})
        self._unfinished: Counter[str] = Counter()
        self._told: list[str] = []
        self._finished = set(states.finished())
        self._curation = name_apart("curation", set(states.users))

    @property
    def is_empty(self) -> bool:
        """Whether no document holds a text."""
        return not any(each.content.text.strip() for each in self._texts)

    def add(self, name: str, document: Document) -> None:
        """Add a document under a name, with all that was annotated in it."""
        text = document.text
        source, name = self._place(name, text)
        began_with = bool(document.initial and document.initial.found)
        for each in document.files:
            self._finished.discard((document.name, each.user))
            if each.annotations.text != text:
                self._not_taken[_OTHER_TEXT] += 1
                self._told.append(f"The text of {name!r} that {each.user} annotated is not the one of the others.")
            elif each.is_curation:
                self._curated(source, document, each)
            elif self._annotated(source, document, each) and began_with:
                self._seen_first.add((source, each.user))

    def add_loose(self, title: str, annotations: CasAnnotations, rater: str) -> None:
        """Add a document of which the package says no annotator."""
        source, _ = self._place(title, annotations.text)
        self._take(source, rater, annotations)

    def _place(self, name: str, text: str) -> tuple[int, str]:
        """The number and the name under which a text is kept."""
        apart = name_apart(name, self._names)
        self._texts.append(LabelledText(apart, SourceText(text), is_here=bool(text)))
        return len(self._texts) - 1, apart

    def _annotated(self, source: int, document: Document, each: Annotated) -> bool:
        """Whether what an annotator did is taken."""
        state = self._states.of_annotation(document.name, each.user)
        if state is State.UNFINISHED:
            self._unfinished[each.user] += 1
            self._not_taken[_UNFINISHED] += len(each.annotations.found)
        elif state is State.UNKNOWN and not each.annotations.found:
            self._not_taken[_UNSEEN] += 1
        else:
            self._take(source, each.user, each.annotations)
            return True
        return False

    def _curated(self, source: int, document: Document, each: Annotated) -> None:
        if self._states.of_curation(document.name) is State.UNFINISHED:
            self._unfinished[self._curation] += 1
            self._not_taken[_UNCURATED] += len(each.annotations.found)
        else:
            self._take(source, self._curation, each.annotations)

    def _take(self, source: int, rater: str, annotations: CasAnnotations) -> None:
        self._looked.append((source, rater))
        self._found.add(source, rater, annotations)

    @property
    def labelled(self) -> Labelled:
        """All of it."""
        without = {_NO_FILE: len(self._finished)}
        return Labelled(
            program=self._program,
            texts=self._texts,
            marked=self._found.selections,
            looked=self._looked,
            kinds=self._kinds(),
            seen_first=frozenset(self._seen_first),
            not_taken=self._not_taken + self._found.not_taken + Counter(without),
            notes=tuple(self._notes()),
        )

    def _kinds(self) -> Mapping[str, RaterKind]:
        return {self._curation: RaterKind.CONSENSUS}

    def _notes(self) -> Iterator[str]:
        yield from self._found.notes()
        yield from self._told
        if self._unfinished:
            whose = ", ".join(f"{user} {number}" for user, number in sorted(self._unfinished.items()))
            yield f"Documents that are not finished: {whose}. Nothing says how far they were read: {_DO}."
        if self._seen_first:
            number = len(self._seen_first)
            yield f"{number} times a document held annotations before its annotator began: not independent."
