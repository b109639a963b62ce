"""A REFI-QDA project: transcripts, codebook, and the codings of its users."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from runs.archives import Archive
from runs.exchange.codings_table import CodingRow, CodingsTable, TableShape
from runs.exchange.imported import Imported, NotTaken, Stretch
from runs.exchange.positions.offsets import Detected, Reckoning, detect
from runs.exchange.positions.project_texts import positions_told, project_transcript
from runs.exchange.positions.selections import Selection, mark_of, rows_of
from runs.exchange.refi.code_reading import read_codes
from runs.exchange.refi.judged import Judged, JudgedNote, JudgedStretch, note_in
from runs.exchange.refi.selection_reading import selections
from runs.exchange.refi.sources import MissingText, Source, sources, text_of_note
from runs.exchange.refi.users import rater_named
from runs.exchange.xml_elements import children, guid_in, inside
from runs.records import Rater, RaterKind, Transcript
from runs.transcripts import Reading

_FOUND = "REFI-QDA project"


def read_project(file: str, root: Element, package: Archive, rater: str | None) -> Imported:
    """What a project holds.

    Args:
        file: The file's name.
        root: Its element ``Project``.
        package: The package with the texts.
        rater: Who made codings that name no user.
    """
    found = list(sources(root, package))
    texts = [each for each in found if isinstance(each, Source)]
    notes = _notes(root, package)
    marked = [each for number, text in enumerate(texts) for each in selections(number, text)]
    contents = [each.content for each in texts]
    said = {Reckoning("UTF-16 code units" if each.utf16 else "code points") for each in notes.ours}
    detected = detect(contents, [mark_of(each) for each in marked if each.is_placed], said)
    users = _Users(root, rater)
    noted = [notes.of(each) for each in texts]
    coding = _coding(len(texts), marked, users)
    judged = [note and note.of_those(users.names, here) for note, here in zip(noted, coding, strict=True)]
    used = frozenset(coding.code for each in marked for coding in each.codings)
    name = root.get("name", "").strip() or PurePath(file).stem
    codes = read_codes(file, name, root, used=used)
    table, raters = _table(file, texts, marked, detected, codes.names, users, judged)
    return Imported(
        found=_told(root),
        transcripts=tuple(
            _reading(file, each, note) for each, note in zip(texts, judged, strict=True) if each.content.text.strip()
        ),
        codebook=codes.book.reading,
        codings=table,
        kinds={each.name: each.kind for each in raters if each.kind is not RaterKind.PERSON},
        not_independent=frozenset(_seen_first(texts, judged)),
        not_taken=tuple(_not_taken(root, found, marked, codes.other_sets, notes.others)),
        notes=(
            *positions_told(contents, detected, marked),
            *users.told(),
            *_left_aside(noted, judged),
            *filter(None, [codes.book.fault]),
        ),
    )


class _Notes(NamedTuple):
    """The notes of a project."""

    ours: tuple[JudgedNote, ...]
    others: int

    def of(self, source: Source) -> JudgedNote | None:
        """What our own note says of a text; None where there is none, or the text is another one by now."""
        digest = Transcript(document="", text=source.content.text, turns=(), format="").text_sha256
        length = len(source.content.text)
        same = [note for note in self.ours if note.text_sha256 == digest and note.fits(length)]
        named = [note for note in same if note.document == source.name]
        return named[0] if named else same[0] if len(same) == 1 else None


def _notes(root: Element, package: Archive) -> _Notes:
    read = [note_in(text_of_note(each, package)) for each in inside(root, "Notes", "Note")]
    ours = tuple(note for note in read if note)
    return _Notes(ours, len(read) - len(ours))


class _Users:
    """Who the users are, by their GUIDs."""

    def __init__(self, root: Element, rater: str | None) -> None:
        self._names: dict[str, str] = {}
        self.namesakes: list[str] = []
        """Names that more than one user has; from the second on they have a number."""
        for user in inside(root, "Users", "User"):
            name = user.get("name", "").strip() or user.get("id", "").strip()
            self._names[guid_in(user, "guid")] = self._apart(name) if name else ""
        self._unnamed = rater

    def _apart(self, name: str) -> str:
        taken = set(self._names.values())
        if name not in taken:
            return name
        self.namesakes.append(name)
        return next(each for number in count(2) if (each := f"{name} {number}") not in taken)

    def called(self, guid: str) -> str:
        """The user's name; empty where nobody is known."""
        if guid:
            return self._names.get(guid) or f"user {guid}"
        return self._unnamed or ""

    @property
    def names(self) -> frozenset[str]:
        """The names of all users."""
        return frozenset(self._names.values())

    def told(self) -> Iterator[str]:
        """What a person should know of the names."""
        if self.namesakes:
            named = ", ".join(map(repr, dict.fromkeys(self.namesakes)))
            yield f"Several users are called {named}; they are kept apart by numbers, in the order of the file."


def _coding(texts: int, marked: Iterable[Selection], users: _Users) -> list[set[str]]:
    """The names of those who have a coding in each text."""
    found: list[set[str]] = [set() for _ in range(texts)]
    for each in marked:
        found[each.source].update(users.called(coding.user) for coding in each.codings)
    return found


def _left_aside(noted: Iterable[JudgedNote | None], judged: Iterable[JudgedNote | None]) -> Iterator[str]:
    """Who has no codings any more where the note of a transcript says that he or she had some."""
    gone = {
        user for old, new in zip(noted, judged, strict=True) if old and new for user in old.judged.keys() - new.judged
    }
    if gone:
        named = ", ".join(map(repr, sorted(gone)))
        yield f"The codings of {named} are gone or under another name; that none applies is not taken from that."


def _table(
    file: str,
    texts: Sequence[Source],
    marked: Sequence[Selection],
    detected: Detected,
    codes: Mapping[str, str],
    users: _Users,
    notes: Sequence[JudgedNote | None],
) -> tuple[CodingsTable, tuple[Rater, ...]]:
    rows: list[CodingRow] = []
    for made in rows_of(marked, [each.content for each in texts], detected):
        user = users.called(made.user)
        note = notes[made.source]
        code = codes.get(made.code, f"code {made.code}")
        row = CodingRow(
            number=made.number,
            document=texts[made.source].name,
            rater=rater_named(user).name,
            codes=(code,),
            quotation=made.quotation,
            start=made.start,
            end=made.end,
            rationale=made.rationale,
        )
        rows += _judged(row, note.judged.get(user) if note else None)
    rows += _looked(rows, texts, notes)
    everyone = {users.called(coding.user) for each in marked for coding in each.codings}
    everyone |= {user for note in notes if note for user in note.judged}
    table = CodingsTable(file=file, shape=TableShape.SPANS, rows=rows)
    return table, tuple(map(rater_named, sorted(everyone)))


def _judged(row: CodingRow, stretches: tuple[JudgedStretch, ...] | None) -> Iterator[CodingRow]:
    """The row, in each of the stretches that it belongs to."""
    if not stretches or row.start is None or row.end is None:
        yield row
        return
    for start, end in Judged(stretches).of(row.start, row.end, row.codes[0], row.rationale):
        yield row._replace(judged_start=start, judged_end=end)


def _looked(
    rows: Sequence[CodingRow], texts: Sequence[Source], notes: Sequence[JudgedNote | None]
) -> Iterator[CodingRow]:
    """A row for each stretch that a rater has judged and given no code."""
    coded = {(row.document, row.rater, row.judged_start, row.judged_end) for row in rows}
    for stretch, _ in _noted(texts, notes):
        if tuple(stretch) not in coded:
            document, rater, start, end = stretch
            yield CodingRow(0, document, rater, (), judged_start=start, judged_end=end)


def _seen_first(texts: Sequence[Source], notes: Sequence[JudgedNote | None]) -> Iterator[Stretch]:
    return (stretch for stretch, independent in _noted(texts, notes) if not independent)


def _noted(texts: Sequence[Source], notes: Sequence[JudgedNote | None]) -> Iterator[tuple[Stretch, bool]]:
    """Every stretch that a note of ours names, and whether it was judged independently."""
    for text, note in zip(texts, notes, strict=True):
        for user, stretches in note.judged.items() if note else ():
            for each in stretches:
                yield Stretch(text.name, rater_named(user).name, each.start, each.end), each.independent


def _reading(file: str, source: Source, note: JudgedNote | None) -> Reading:
    return project_transcript(
        source.name,
        source.content.text,
        program="REFI-QDA",
        file=file,
        sha256=source.sha256,
        encoding=source.encoding,
        turns=note.as_turns if note else None,
        warnings=(f"The encoding was guessed as {source.encoding}.",) if source.guessed else (),
    )


def _told(root: Element) -> str:
    origin = " ".join(root.get("origin", "").split())
    return f"{_FOUND} of {origin}" if origin else _FOUND


_KINDS = {
    "PictureSource": "pictures",
    "PDFSource": "PDF sources without their text",
    "AudioSource": "recordings without a transcript",
    "VideoSource": "videos without a transcript",
}
_CONTAINERS = (("Cases", "Case", "cases"), ("Variables", "Variable", "variables"), ("Links", "Link", "links"))


def _not_taken(
    root: Element,
    found: Sequence[Source | MissingText],
    marked: Sequence[Selection],
    sets_of_codes: int,
    memos: int,
) -> Iterator[NotTaken]:
    missing = Counter(each.why for each in found if isinstance(each, MissingText))
    yield from (NotTaken(f"sources: {why}", count) for why, count in missing.items())
    empty = sum(isinstance(each, Source) and not each.content.text.strip() for each in found)
    others = [each for container in children(root, "Sources") for each in container if _without_text(each)]
    kinds = Counter(_KINDS[each.tag.rpartition("}")[2]] for each in others)
    counts = {
        "sources without a word": empty,
        **kinds,
        "codings in pictures, PDF pages and recordings": sum(_codings_beside_text(each) for each in others),
        "selections without a code (notes on passages)": sum(not each.codings for each in marked),
        "notes (memos)": memos,
        "sets of codes": sets_of_codes,
        "sets of documents": sum(1 for each in inside(root, "Sets", "Set") if not _has_codes(each)),
        **{what: sum(1 for _ in inside(root, container, name)) for container, name, what in _CONTAINERS},
        "graphs": sum(1 for _ in inside(root, "Graphs", "Graph")),
    }
    yield from (NotTaken(what, count) for what, count in counts.items() if count)


def _without_text(source: Element) -> bool:
    kind = source.tag.rpartition("}")[2]
    return kind in _KINDS and next(children(source, "Representation", "Transcript"), None) is None


def _codings_beside_text(source: Element) -> int:
    return sum(each.tag.rpartition("}")[2] == "Coding" for each in source.iter())


def _has_codes(element: Element) -> bool:
    return next(children(element, "MemberCode"), None) is not None
