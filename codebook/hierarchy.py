"""Codes of a table put under each other: by paths, by level columns, or by a column that names the parent."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from codebook.draft import DraftCode
from codebook.findings import Finding, FindingKind
from codebook.names import name_key
from codebook.records import Code


class PlacedCode(NamedTuple):
    """A code of a table and what its row says of its place."""

    code: Code
    row: int
    path: tuple[str, ...]
    """The names from the top down to the code's own."""
    parent: str = ""
    """Name or id of the code above, where a column of its own gives it."""
    id: str = ""
    has_row: bool = True
    """False for a heading that only the paths or parents of other codes name."""


class Hierarchy(NamedTuple):
    """Codes with their parents, headings that have no row of their own added."""

    codes: Sequence[DraftCode]
    findings: Sequence[Finding]


def ordered(placed: Sequence[PlacedCode]) -> Hierarchy:
    """The codes with the parents that their rows give them.

    A code goes by the last part of its path, or by the whole path where that part is not unique.
    """
    complete = _with_headings(placed)
    names = _names(complete)
    above = _Above(
        paths={_key(one.path): name for one, name in zip(complete, names, strict=True)},
        labels={name_key(one.path[-1]): name for one, name in reversed([*zip(complete, names, strict=True)])},
        ids={name_key(one.id): name for one, name in zip(complete, names, strict=True) if one.id},
    )
    codes = [
        DraftCode(one.code.model_copy(update={"name": name, "parent": _parent(one, above)}), one.row)
        for one, name in zip(complete, names, strict=True)
    ]
    return Hierarchy(codes, _findings(complete, names))


class _Above(NamedTuple):
    """The names of the codes by what may be said of a parent."""

    paths: dict[tuple[str, ...], str]
    labels: dict[str, str]
    ids: dict[str, str]


def _with_headings(placed: Sequence[PlacedCode]) -> list[PlacedCode]:
    known = {_key(one.path) for one in placed}
    labels = {name_key(one.path[-1]) for one in placed} | {name_key(one.id) for one in placed if one.id}
    complete: list[PlacedCode] = []
    for one in placed:
        missing = [one.path[:depth] for depth in range(1, len(one.path)) if _key(one.path[:depth]) not in known]
        if one.parent and len(one.path) == 1 and name_key(one.parent) not in labels:
            labels.add(name_key(one.parent))
            missing.append((one.parent,))
        known.update(_key(path) for path in missing)
        complete += [_heading(path, one.row) for path in missing]
        complete.append(one)
    return complete


def _heading(path: tuple[str, ...], row: int) -> PlacedCode:
    return PlacedCode(Code(name=path[-1], codable=False), row, path, has_row=False)


def _names(placed: Sequence[PlacedCode]) -> list[str]:
    paths = {(_key(one.path), name_key(one.parent)): one.path for one in placed}
    holders = Counter(name_key(path[-1]) for path in paths.values())
    return [one.path[-1] if holders[name_key(one.path[-1])] == 1 else _full_name(one) for one in placed]


def _full_name(one: PlacedCode) -> str:
    above = (one.parent,) if one.parent and len(one.path) == 1 else ()
    return " > ".join((*above, *one.path))


def _parent(one: PlacedCode, above: _Above) -> str | None:
    if len(one.path) > 1:
        return above.paths[_key(one.path[:-1])]
    if not one.parent:
        return None
    wanted = name_key(one.parent)
    return above.labels.get(wanted) or above.ids.get(wanted, one.parent)


def _findings(placed: Sequence[PlacedCode], names: Sequence[str]) -> list[Finding]:
    found: list[Finding] = []
    for one, name in zip(placed, names, strict=True):
        if not one.has_row:
            what = f"{name!r} stands above other codes and has no row of its own; it is taken for a heading."
            do = "Give it a row if it is a code."
            found.append(Finding(kind=FindingKind.ASSUMED, what=what, do=do, line=one.row, code=name))
        elif name != one.path[-1]:
            what = f"Several codes are called {one.path[-1]!r}; this one goes by {name!r}."
            found.append(Finding(kind=FindingKind.ASSUMED, what=what, line=one.row, code=name))
    return found


def _key(path: Sequence[str]) -> tuple[str, ...]:
    return tuple(name_key(part) for part in path)
