"""Positions that count what a person sees as one character, as some programs for annotation do."""

from collections.abc import Sequence
from itertools import accumulate

import regex

from runs.exchange.positions.offsets import at_words
from runs.exchange.positions.selections import Selection

_BEYOND = 2**62
"""Where no text has a character."""


class Graphemes:
    """The extended grapheme clusters of a text (UAX #29): letters with their marks, flags, families, CRLF."""

    def __init__(self, text: str) -> None:
        clusters: list[str] = regex.findall(r"\X", text)
        self._starts = list(accumulate(map(len, clusters), initial=0))
        self.differ = len(clusters) != len(text)
        """Whether they are others than the code points."""

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The span among code points of a span among these; None where the text is shorter."""
        last = len(self._starts) - 1
        return (self._starts[start], self._starts[end]) if start <= end <= last else None


def in_code_points(texts: Sequence[str], marked: Sequence[Selection]) -> tuple[list[Selection], str]:
    """Selections with positions in code points, and how they were read.

    Of code points and grapheme clusters that is taken under which more selections begin and end at the edges of words;
    code points where both are alike.

    Args:
        texts: The texts as the program has them.
        marked: Selections without words to check them by.
    """
    graphemes = [Graphemes(text) for text in texts]
    placed = [each for each in marked if each.is_placed]
    if not any(graphemes[each.source].differ for each in placed):
        return list(marked), ""
    moved = [_moved(each, graphemes[each.source]) for each in marked]
    plain, other = _fitting(texts, marked), _fitting(texts, moved)
    is_other = other > plain
    unit, rival = ("grapheme clusters", "code points") if is_other else ("code points", "grapheme clusters")
    told = f"Positions were read as {unit}, for {max(plain, other)} of {len(placed)} labels begin and end with words"
    told += f" then; as {rival} {min(plain, other)} do."
    return moved if is_other else list(marked), told + (" Check some passages." if plain == other else "")


def _moved(selection: Selection, graphemes: Graphemes) -> Selection:
    if selection.start is None or selection.end is None:
        return selection
    span = graphemes.span(selection.start, selection.end)
    start, end = span or (_BEYOND, _BEYOND)
    return selection._replace(start=start, end=end)


def _fitting(texts: Sequence[str], marked: Sequence[Selection]) -> int:
    """How many begin and end with a word, and not with white space."""
    found = 0
    for each in marked:
        if each.start is not None and each.end is not None and each.end <= len(texts[each.source]):
            said = texts[each.source][each.start : each.end]
            found += said == said.strip() != "" and at_words(texts[each.source], each.start, each.end)
    return found
