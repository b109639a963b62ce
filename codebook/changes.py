"""What changed between two versions of a codebook: by code and field, and within texts by words."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from codebook.book import Codebook
from codebook.names import name_key
from codebook.records import Code

_WORDS = re.compile(r"\s+|\S+")


class PieceKind(StrEnum):
    """What became of a piece."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


class Piece(NamedTuple):
    """A stretch of a text, or an entry of a list."""

    kind: PieceKind
    text: str


class FieldChange(NamedTuple):
    """What became of one field: kept and removed pieces are what it was, kept and added ones what it is."""

    field: str
    """Such as ``definition`` or ``near miss``."""
    is_list: bool
    """Whether the pieces are entries of a list; else they follow each other as one text."""
    pieces: tuple[Piece, ...]


class CodeChange(NamedTuple):
    """What became of one code."""

    name: str
    """As it is spelled now, or was last."""
    kind: PieceKind
    """``kept`` for one that is in both versions and says something else."""
    fields: tuple[FieldChange, ...]
    """Of one that was added or removed, everything that it says."""


class CodebookChanges(NamedTuple):
    """What became of a codebook; false where it is the same for whoever codes by it."""

    fields: tuple[FieldChange, ...]
    """Its name and description."""
    codes: tuple[CodeChange, ...]
    """Changed and added ones in the order of the later version, then those that were removed."""
    is_reordered: bool
    """Whether the codes that are in both stand in another order."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.codes or self.is_reordered)


def changes_between(before: Codebook, after: Codebook) -> CodebookChanges:
    """What changed from one version of a codebook to another; names are the same whatever the case of their letters.

    The team's own label of a version is no part of it: there are changes where the fingerprints differ.
    """
    known, now = ({name_key(code.name): code for code in book.codes} for book in (before, after))
    found = [(key, known.get(key), code) for key, code in now.items()]
    gone = [(key, code, None) for key, code in known.items() if key not in now]
    codes = (_of_code(old, new) for _, old, new in [*found, *gone])
    return CodebookChanges(
        fields=tuple(
            _of_text(name, getattr(before, name), getattr(after, name))
            for name in ("name", "description")
            if getattr(before, name) != getattr(after, name)
        ),
        codes=tuple(each for each in codes if each.fields or each.kind is not PieceKind.KEPT),
        is_reordered=[key for key in known if key in now] != [key for key in now if key in known],
    )


def _of_code(old: Code | None, new: Code | None) -> CodeChange:
    was, is_now = _said(old), _said(new)
    fields = tuple(_of_field(name, was.get(name), is_now.get(name)) for name in was or is_now)
    kind = PieceKind.KEPT if old and new else PieceKind.ADDED if new else PieceKind.REMOVED
    spelled = new or old
    changed = tuple(field for field in fields if any(piece.kind is not PieceKind.KEPT for piece in field.pieces))
    return CodeChange(spelled.name if spelled else "", kind, changed)


def _said(code: Code | None) -> dict[str, str | tuple[str, ...]]:
    """Everything that a code says, by the names of its fields."""
    if code is None:
        return {}
    return {
        "name": code.name,
        "definition": code.definition,
        "include": code.include,
        "exclude": code.exclude,
        "typical": code.exemplars.typical,
        "atypical": code.exemplars.atypical,
        "near miss": code.exemplars.near_miss,
        "parent": () if code.parent is None else (code.parent,),
        "group": () if code.group is None else (code.group,),
        "codable": "" if code.codable else "a heading, not to be given",
    }


def _of_field(name: str, before: str | tuple[str, ...] | None, after: str | tuple[str, ...] | None) -> FieldChange:
    if isinstance(before, str) or isinstance(after, str):
        return _of_text(name, str(before or ""), str(after or ""))
    return FieldChange(name, True, _pieces(before or (), after or ()))


def _of_text(name: str, before: str, after: str) -> FieldChange:
    pieces: list[Piece] = []
    for each in _pieces(_WORDS.findall(before), _WORDS.findall(after)):
        if pieces and pieces[-1].kind is each.kind:
            pieces[-1] = Piece(each.kind, pieces[-1].text + each.text)
        else:
            pieces.append(each)
    return FieldChange(name, False, tuple(pieces))


def _pieces(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for same, start, end, later, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if same == "equal":
            pieces += [Piece(PieceKind.KEPT, text) for text in after[later:last]]
        else:
            pieces += [Piece(PieceKind.REMOVED, text) for text in before[start:end]]
            pieces += [Piece(PieceKind.ADDED, text) for text in after[later:last]]
    return tuple(pieces)
