"""Codes whose parents are given by ids, such as those of a code tree of Dedoose, put on their paths."""

from collections.abc import Iterable, Mapping, Sequence

from codebook.hierarchy import PlacedCode
from codebook.names import name_key


def with_paths(placed: Sequence[PlacedCode]) -> list[PlacedCode]:
    """The codes with their paths, where every parent is the id of another row; else as they are.

    A parent in a circle stays a parent, by its name, and is refused with the others of the circle later.
    """
    by_id = {name_key(one.id): one for one in placed if one.id}
    parents = [name_key(one.parent) for one in placed if one.parent]
    if not parents or len(by_id) != len(placed) or not by_id.keys() >= set(parents):
        return [*placed]
    return [_on_its_path(one, by_id) for one in placed]


def _on_its_path(one: PlacedCode, by_id: Mapping[str, PlacedCode]) -> PlacedCode:
    above: list[PlacedCode] = []
    at = one
    while at.parent:
        at = by_id[name_key(at.parent)]
        if at is one or at in above:
            return one._replace(parent=by_id[name_key(one.parent)].path[-1])
        above.append(at)
    return one._replace(path=(*_names(reversed(above)), *one.path), parent="")


def _names(codes: Iterable[PlacedCode]) -> Iterable[str]:
    return (name for code in codes for name in code.path)
