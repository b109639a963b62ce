"""CHAT, the format of CHILDES and TalkBank, read with pylangacq where that is installed."""

import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple, Protocol, cast

from codebook import InputError
from runs.transcripts.decoding import decode, doubts
from runs.transcripts.found import Found, rendered
from runs.transcripts.reading import LeftOut, UnreadableTranscript
from runs.transcripts.rendering import Utterance

_MARK = re.compile(r"(?m)^@Begin\s*$")
_MAIN = re.compile(r"(?m)^\*[^\s:]{1,20}:")
_STARRED = re.compile(r"(?m)^\*")
_OTHER_TIER = re.compile(r"(?m)^%.*\n(?:[\t ].*\n)*")
_BULLET = re.compile(r"[ \t]*\x15\d+_\d+\x15")
_BREAK = re.compile(r"\s*\n\s*")


class _Utterance(Protocol):
    """What is used of an utterance of pylangacq, which has no types."""

    participant: str
    tiers: dict[str, str]
    time_marks: tuple[int, int] | None


class _Parsed(NamedTuple):
    """The utterances, and how many other lines stood beneath them."""

    utterances: list[Utterance]
    other_tiers: int


def is_chat(text: str) -> bool:
    """Whether a text is CHAT: ``@Begin`` on a line of its own, and main lines (``*INV:``)."""
    return _MARK.search(text[:5000]) is not None and _MAIN.search(text) is not None


def read_chat(name: str, data: bytes) -> Found:
    """The main lines as they stand, with the marks of CHAT, but without time marks and dependent tiers.

    Raises:
        InputError: pylangacq is not installed.
        UnreadableTranscript: It is no well-formed CHAT.
    """
    decoded = decode(name, data)
    parsed = _parsed(name, decoded.text)
    tiers = (LeftOut(why="dependent tiers", count=parsed.other_tiers),) if parsed.other_tiers else ()
    heads = sum(line.startswith("@") for line in decoded.text.split("\n"))
    left = (LeftOut(why="headers", line=1, count=heads), *tiers)
    found = rendered(parsed.utterances, "CHAT", left, encoding=decoded.encoding)
    return found._replace(warnings=(*doubts(decoded), *found.warnings))


def _parsed(name: str, text: str) -> _Parsed:
    try:
        from pylangacq import CHAT
    except ImportError:
        do = "Install it with: pip install 'intercoder[chat]'"
        raise InputError(
            f"{name!r} is in CHAT, which is read with pylangacq.", why="It is not installed.", do=do
        ) from None
    bare, tiers = _OTHER_TIER.subn("", text if text.endswith("\n") else text + "\n")
    whole = bare if bare.startswith("@UTF8") else f"@UTF8\n{bare}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = cast("list[_Utterance]", CHAT.from_strs([whole], strict=False, parallel=False).utterances())
        if len(found) != len(_STARRED.findall(bare)):
            raise ValueError
    except ValueError:
        do = "Check it with CLAN, or import it as text."
        raise UnreadableTranscript(name, "It is no well-formed CHAT.", do=do) from None
    return _Parsed(list(_said(found)), tiers)


def _said(found: list[_Utterance]) -> Iterator[Utterance]:
    """Consecutive lines of one participant are one turn, as people speak in several utterances."""
    last: Utterance | None = None
    for each in found:
        line = _BREAK.sub(" ", _BULLET.sub("", each.tiers.get(each.participant, ""))).strip()
        start = each.time_marks[0] if each.time_marks else None
        if last is not None and last.speaker == each.participant:
            last = last._replace(text=f"{last.text}\n{line}")
            continue
        if last is not None:
            yield last
        last = Utterance(each.participant, line, start)
    if last is not None:
        yield last
