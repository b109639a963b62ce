"""What a person's form of own coding asks for: which code, and for which passage."""

import hashlib
import re
from collections.abc import Iterable, Mapping

from codebook import InputError
from evaluation.review.cases.passages import Passage
from evaluation.review.unseen import written_out
from runs import Segment, Transcript
from runs.quotations import find_quotation

LONGEST = 100_000
"""Characters of a passage that is pasted."""
_NEW_LINE = re.compile("\r\n?")
_NOT_IN_A_PAGE = re.compile("[\x00\ud800-\udfff]")


class MovedPassageError(InputError):
    """What was selected is not what stands at its place."""


class SeveralPlacesError(InputError):
    """A passage that was pasted stands in the segment more than once; ``places`` says where."""

    def __init__(self, places: tuple[Passage, ...]) -> None:
        super().__init__("The passage stands in the segment more than once.", do="Choose which one is meant.")
        self.places = places


def as_sent(text: str) -> str:
    """The text as a browser sends it back: lines end as they may, and what cannot stand in a page is replaced."""
    return _NOT_IN_A_PAGE.sub("\ufffd", _NEW_LINE.sub("\n", text))


def passage_of(form: Mapping[str, str], unit: Segment, transcript: Transcript) -> Passage:
    """The passage that a code is for: the one selected, or pasted; the whole segment where there is neither.

    Args:
        form: ``start``, ``end`` and ``quotation`` of what was selected, in code points of the text, or ``digest`` for
            the quotation; or ``pasted``.
        unit: The segment.
        transcript: Its transcript.

    Raises:
        MovedPassageError: The quotation is not what the text has at this place.
        SeveralPlacesError: What was pasted stands in the segment more than once.
        InputError: What was pasted does not stand in it.
    """
    start, end = form.get("start", ""), form.get("end", "")
    if start or end:
        return _selected(Passage(_number(start), _number(end)), form, transcript)
    pasted = _NEW_LINE.sub("\n", form.get("pasted", "")).strip()
    return _pasted(pasted, unit, transcript.text) if pasted else Passage(unit.start, unit.end)


def said_between(transcript: Transcript, start: int, end: int) -> str:
    """What is said between two places, without the labels and lines between turns, as a page shows it."""
    turns = (turn for turn in transcript.turns if turn.start < end and turn.end > start)
    return "".join(transcript.text[max(turn.start, start) : min(turn.end, end)] for turn in turns)


def digest_of(text: str, place: Passage) -> str:
    """What stands for a passage in a form."""
    return hashlib.sha256(text[place.start : place.end].encode("utf-8", "surrogatepass")).hexdigest()


def code_meant(names: Iterable[str], sent: str) -> str:
    """The code of a form: in a form, characters that nobody sees are written out. Unknown ones stay as they are."""
    return next((name for name in names if written_out(name) == sent), sent)


def wish_of(form: Mapping[str, str], does: str) -> str:
    """What names the wish of a form: the page it was sent from, and everything that it asks for."""
    said = "\n".join((does, *(f"{name}={form.get(name, '')}" for name in ("at", "start", "end", "pasted"))))
    return f"{form.get('request', '')} {hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def _selected(place: Passage, form: Mapping[str, str], transcript: Transcript) -> Passage:
    is_there = 0 <= place.start < place.end <= len(transcript.text)
    said = said_between(transcript, *place) if is_there else ""
    sent, there = (
        (form["digest"], digest_of(transcript.text, place))
        if "digest" in form
        else (as_sent(form.get("quotation", "")), as_sent(said))
    )
    if not is_there or sent != there:
        raise MovedPassageError(
            "The selected words are not what the interview has at this place.",
            why="The page is older than the text, or the selection reaches over words that the page leaves out.",
            do="Reload the page, and select the passage again.",
        )
    return place


def _pasted(quotation: str, unit: Segment, text: str) -> Passage:
    found = [Passage(each.start, each.end) for each in find_quotation(text, quotation[:LONGEST], unit.start, unit.end)]
    if not found:
        raise InputError(
            "The pasted passage does not stand in this segment.",
            do="Copy it from the segment as it stands there, or leave the field empty for the whole segment.",
        )
    if len(found) > 1:
        raise SeveralPlacesError(tuple(found))
    return found[0]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else -1
