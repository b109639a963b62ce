"""The numbered pieces of a passage that a small model may quote: it names one, so that it cannot misquote."""

import re
from collections.abc import Sequence

from runs.transcripts.sentences import sentence_spans

_WORD = re.compile(r"\S+")
_CLAUSE_END = (",", ";", ":", "–", "—")


def excerpts(passage: str, *, most: int = 12, least: int = 6, fewest: int = 4) -> tuple[str, ...]:
    """The passage in pieces, each verbatim and within one sentence; none where the passage has no word.

    Args:
        passage: What was said.
        most: Words that a piece has at most.
        least: Words after which a piece ends with a clause.
        fewest: Shorter pieces are left out where there are longer ones.
    """
    pieces: list[str] = []
    for start, end in sentence_spans(passage, 0, len(passage)):
        words = list(_WORD.finditer(passage, start, end))
        first = 0
        for index, word in enumerate(words):
            length = index - first + 1
            if index + 1 == len(words) or length == most or (length >= least and word[0].endswith(_CLAUSE_END)):
                pieces.append(passage[words[first].start() : word.end()])
                first = index + 1
    telling = [piece for piece in pieces if len(piece.split()) >= fewest]
    return tuple(dict.fromkeys(telling or pieces))


def numbered(passage: str, pieces: Sequence[str]) -> str:
    """The passage with ``[1]`` before its first piece, ``[2]`` before the second, and so on.

    Args:
        passage: What was said.
        pieces: Its pieces in the order of the text, as ``excerpts`` gives them.
    """
    told, end = "", 0
    for number, piece in enumerate(pieces, 1):
        start = passage.index(piece, end)
        told += f"{passage[end:start]}[{number}] {piece}"
        end = start + len(piece)
    return told + passage[end:]
