"""What a person gives a code by selecting text: a passage is split at the borders of units."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from codebook import Code, Codebook, InputError
from evaluation.review.cases.passages import Passage, counted
from runs import Assignment, Grounding, Segment
from runs.transcripts.trimming import trimmed


class Selected(NamedTuple):
    """What a selection comes to."""

    said: dict[Segment, tuple[Assignment, ...]]
    """All assignments of each unit that the selection touches, with the new one."""
    told: str
    """What the person should know: that the passage was split; empty where there is nothing to tell."""


def with_code(
    units: Sequence[Segment],
    said: Mapping[tuple[int, int], Iterable[Assignment]],
    passage: Passage,
    code: str,
    *,
    text: str,
    codebook: Codebook,
) -> Selected:
    """What holds of the units that a passage touches, once a code was given to it.

    White space at the ends of a passage is left out. A passage that touches several units is split: one assignment
    for each. One that joins or overlaps another of the same code in a unit makes one passage with it.

    Args:
        units: The units that the person codes.
        said: What the person has said so far, by start and end of the unit.
        passage: The selection, in code points of the text.
        code: The name of the code.
        text: The text of the interview.
        codebook: The codebook in use.

    Raises:
        InputError: The codebook has no such code, the selection lies in no unit, or another code of the same exclusive
            group stands on the passage.
    """
    chosen = _codable(codebook, code)
    touched = [(unit, part) for unit in units for part in _parts(unit, passage, text)]
    if not touched:
        raise InputError(
            "The selection lies in no unit that is to be coded.",
            why="It is blank, or the talk of somebody whose talk is not coded.",
            do="Select a passage of a unit.",
        )
    given = {unit: tuple(said.get((unit.start, unit.end), ())) for unit, _ in touched}
    for unit, part in touched:
        _require_not_excluded(codebook, chosen, given[unit], part)
        given[unit] = _joined(given[unit], code, part, unit, text)
    return Selected(given, _told(len(touched)))


def without(given: Iterable[Assignment], assignment: Assignment) -> tuple[Assignment, ...]:
    """The assignments of a unit once one was taken away."""
    return tuple(each for each in given if each != assignment)


def _codable(codebook: Codebook, name: str) -> Code:
    found = next((code for code in codebook.codable if code.name == name), None)
    if found is None:
        raise InputError(f"The codebook has no code {name!r} that can be given.", do="Choose one of the codebook.")
    return found


def _parts(unit: Segment, passage: Passage, text: str) -> Iterable[Passage]:
    """What of a passage lies in a unit and is not blank."""
    start, end = max(unit.start, passage.start), min(unit.end, passage.end)
    return (Passage(*each) for each in trimmed(text, start, end)) if start < end else ()


def _require_not_excluded(codebook: Codebook, code: Code, given: Iterable[Assignment], part: Passage) -> None:
    groups = {each.name: each.group for each in codebook.codes}
    for each in given:
        overlaps = counted(each, part.start, part.end) is not None
        if code.group and overlaps and each.code != code.name and groups.get(each.code) == code.group:
            raise InputError(
                f"{code.name!r} and {each.code!r} exclude each other.",
                why="They are of one group, of which a passage gets at most one code.",
                do=f"Take {each.code!r} away first.",
            )


def _joined(
    given: tuple[Assignment, ...], code: str, part: Passage, unit: Segment, text: str
) -> tuple[Assignment, ...]:
    """The assignments with one more, which takes those of the same code in that it touches."""
    start, end, others = part.start, part.end, list[Assignment]()
    for each in given:
        if each.code == code and each.start is not None and each.end is not None and _touch(each.start, each.end, part):
            start, end = min(start, each.start), max(end, each.end)
        else:
            others.append(each)
    grounding = Grounding.UNIT if (start, end) == (unit.start, unit.end) else Grounding.EXACT
    return (*others, Assignment(code=code, quotation=text[start:end], start=start, end=end, grounding=grounding))


def _touch(start: int, end: int, part: Passage) -> bool:
    return start <= part.end and part.start <= end


def _told(parts: int) -> str:
    if parts < 2:
        return ""
    return f"The passage reaches over {parts} units; the code was given to the part in each of them."
