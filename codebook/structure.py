"""What a codebook must hold to: names that differ, parents that exist, a hierarchy without cycles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from codebook.names import name_key
from codebook.records import Code

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Fault(NamedTuple):
    """A rule that a list of codes breaks, and the code that breaks it."""

    position: int | None
    """Index of the code; None where the fault is that of the whole list."""
    what: str
    do: str
    circle: tuple[int, ...] = ()
    """Indices of all codes of a circle."""


def faults(codes: Sequence[Code]) -> tuple[Fault, ...]:
    """Every rule that the codes break, in the order of the codes."""
    if not codes:
        return (Fault(None, "It has no codes.", "List at least one."),)
    found = [*_name_faults(codes), *_parent_faults(codes)]
    if not found and not any(code.codable for code in codes):
        return (Fault(None, "None of its codes is codable.", "Leave out `codable: false` for at least one."),)
    return tuple(sorted(found, key=lambda fault: fault.position or 0))


def _name_faults(codes: Sequence[Code]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for position, code in enumerate(codes):
        key = name_key(code.name)
        if not key:
            yield Fault(position, f"Code number {position + 1} has no name.", "Give it one.")
        elif not code.name.isprintable():
            yield Fault(position, f"The name {code.name!r} holds a line break or a control character.", "Remove it.")
        elif key in first:
            what = f"Code {code.name!r} has the name of code number {first[key] + 1}, whatever its case."
            yield Fault(position, what, "Rename one of them.")
        first.setdefault(key, position)


def _parent_faults(codes: Sequence[Code]) -> Iterator[Fault]:
    parents = {code.name: code.parent for code in codes}
    positions = {code.name: position for position, code in enumerate(codes)}
    reported: set[str] = set()
    for position, code in enumerate(codes):
        if code.parent is None or code.name in reported:
            continue
        if code.parent not in parents:
            yield Fault(
                position,
                f"The parent {code.parent!r} of code {code.name!r} is not a code of this codebook.",
                "Add it, or correct the name.",
            )
        elif circle := _circle(code.name, parents):
            reported.update(circle)
            yield Fault(
                position,
                f"The parents run in a circle: {' > '.join([*circle, code.name])}.",
                "Take one parent away.",
                tuple(sorted(positions[name] for name in circle)),
            )


def _circle(name: str, parents: Mapping[str, str | None]) -> list[str]:
    """The names from one code up to itself; empty where its parents end at the top."""
    path = [name]
    seen = {name}
    above = parents.get(name)
    while above is not None and above not in seen:
        path.append(above)
        seen.add(above)
        above = parents.get(above)
    return path if above == name else []
