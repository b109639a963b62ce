"""Talk as a list of what speakers said, and labels of it that count within each of these."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from runs.exchange.annotation.json_files import Fields, fields, items
from runs.exchange.positions.offsets import Detected, Mark, Positions, Reckoning, SourceText, detect
from runs.exchange.positions.selections import Selection
from runs.records import Turn

_SPEAKERS = ("author", "speaker", "name", "role", "user")
_TEXT = "text"
_LONGEST = 10**7
"""No recording has so many seconds."""
_SAID = frozenset({Reckoning("UTF-16 code units")})
"""How a browser counts, where the words do not tell."""


class Point(NamedTuple):
    """A place in a dialogue: what was said, from 0, and the position in that."""

    part: int
    position: int


class SpokenLabel(NamedTuple):
    """A label of a dialogue; where it stands is told by points until it is known how they count."""

    selection: Selection
    begins: Point
    ends: Point


class _Span(NamedTuple):
    """Where what was said stands in the text."""

    start: int
    end: int
    cut: int
    """How much white space stood before it."""


class Dialogue:
    """Talk as canonical text of ``Speaker: text`` blocks with a blank line between, and its turns.

    Args:
        said: The speaker, the text and the second in the recording of all that was said, in its order.
    """

    def __init__(self, said: Sequence[tuple[str, str, float | None]]) -> None:
        self.parts = [SourceText(text) for _, text, _ in said]
        self.turns: list[Turn] = []
        self._spans: list[_Span] = []
        held: list[str] = []
        length = 0
        for part, (speaker, _, second) in zip(self.parts, said, strict=True):
            words = part.text.strip()
            if words:
                opening = ("\n\n" if held else "") + (f"{speaker}: " if speaker else "")
                start, length = length + len(opening), length + len(opening) + len(words)
                held += (opening, words)
                moment = None if second is None else round(second * 1000)
                number = len(self.turns) + 1
                self.turns.append(Turn(position=number, speaker=speaker, start=start, end=length, start_ms=moment))
            self._spans.append(_Span(length - len(words), length, len(part.text) - len(part.text.lstrip())))
        self.text = "".join(held)

    def index(self, point: Point, reckoning: Reckoning) -> int | None:
        """The index of a place in the text; None where what was said is shorter."""
        within = Positions(self.parts[point.part], reckoning).index(point.position)
        span = self._spans[point.part]
        return None if within is None else min(max(span.start + within - span.cut, span.start), span.end)

    def words(self, start: int, end: int) -> Iterator[str]:
        """What was said in a stretch of the text, without the labels of speakers."""
        return (self.text[max(start, each.start) : min(end, each.end)] for each in self._spans if each.start < end)


def dialogue_in(data: Fields) -> Dialogue | None:
    """The longest dialogue among the data of a task; None where there is none."""
    held = [said for value in data.values() if (said := _said(items(value)))]
    return Dialogue(max(held, key=lambda said: sum(len(text) for _, text, _ in said))) if held else None


def _said(values: Sequence[object]) -> list[tuple[str, str, float | None]]:
    """What was said; empty where the values are anything else."""
    parts = [fields(each) for each in values]
    texts = _strings(parts)
    key = _TEXT if _TEXT in texts else max(texts, key=lambda name: texts[name], default="")
    if not key or not any(str(each[key]).strip() for each in parts):
        return []
    named = next((name for name in _SPEAKERS if name != key and any(_word(each.get(name)) for each in parts)), "")
    return [(_speaker(each.get(named)), str(each[key]), _second(each.get("start"))) for each in parts]


def _strings(parts: Sequence[Fields]) -> Mapping[str, int]:
    """The keys that have a string in each of the parts, and how much they hold."""
    keys = set(parts[0]) if parts else set[str]()
    return {
        key: sum(len(str(each[key])) for each in parts)
        for key in sorted(keys - set(_SPEAKERS))
        if all(isinstance(each.get(key), str) for each in parts)
    }


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _speaker(value: object) -> str:
    return " ".join(_word(value).split()).rstrip(":").rstrip()


def _second(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value < _LONGEST else None


class Placed(NamedTuple):
    """Labels with their places in the texts of the dialogues."""

    selections: Sequence[Selection]
    told: str
    """How positions were read; empty where there are none."""


def placed(dialogues: Mapping[int, Dialogue], labels: Sequence[SpokenLabel]) -> Placed:
    """The labels as selections of the dialogues' texts, in code points.

    How positions count is told by the words of labels that stand in one part.

    Args:
        dialogues: By the numbers of the sources that the labels name.
        labels: The labels.
    """
    if not labels:
        return Placed((), "")
    first: dict[int, int] = {}
    parts: list[SourceText] = []
    for source, dialogue in dialogues.items():
        first[source] = len(parts)
        parts += dialogue.parts
    marks = list(_marks(labels, first))
    found = detect(parts, marks, _SAID)
    selections = [_placed(each, dialogues[each.selection.source], found.reckoning) for each in labels]
    return Placed(selections, _told(found, crlf=any(each.pairs for each in parts)))


def _marks(labels: Sequence[SpokenLabel], first: Mapping[int, int]) -> Iterator[Mark]:
    for each in labels:
        if each.begins.part == each.ends.part:
            part = first[each.selection.source] + each.begins.part
            yield Mark(part, each.begins.position, each.ends.position, each.selection.name, may_be_cut=False)


def _told(found: Detected, *, crlf: bool) -> str:
    told = f"Positions in dialogues were read as {found.reckoning.told(crlf=crlf)}, within what was said at one time"
    if not found.named:
        return f"{told}; no label has words to tell whether that is right."
    return f"{told}; {found.matching} of {found.named} labels have the words there that they say."


def _placed(label: SpokenLabel, dialogue: Dialogue, reckoning: Reckoning) -> Selection:
    """The label with its place, and with the words that stand there where they are those that it says."""
    begins, ends = dialogue.index(label.begins, reckoning), dialogue.index(label.ends, reckoning)
    if begins is None or ends is None or begins >= ends:
        return label.selection
    is_so = _bare(label.selection.name) == _bare("".join(dialogue.words(begins, ends)))
    name = dialogue.text[begins:ends] if is_so else label.selection.name
    return label.selection._replace(start=begins, end=ends, name=name)


def _bare(words: str) -> str:
    """Without white space, which a browser puts between what was said."""
    return "".join(words.split())
