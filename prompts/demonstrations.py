"""Answered examples for a small model, made from the codebook's own exemplars."""

import json
import re
from collections.abc import Callable, Collection, Sequence

from codebook import Code, Codebook
from prompts.excerpts import excerpts
from prompts.rendering import Message, render_brief_passage

_NO_CODE = (
    "Yes, I can hear you fine now. Shall I move closer?",
    "I grew up in the north, moved here for college and I've been in the same firm for ten years.",
)
"""Answers of the kind that no codebook covers, written for this purpose."""


def demonstrations(
    codebook: Codebook, closest: Callable[[Sequence[str]], Sequence[Sequence[str]]], *, codes: Collection[str]
) -> tuple[Message, ...]:
    """Turns of a chat in which exemplars are asked about and answered as they should be.

    Args:
        codebook: Its first typical exemplars are used.
        closest: The shortlist of codes for each of several passages.
        codes: Names of the codes to show an exemplar of.

    Returns:
        A user's and an assistant's message for each example, in the codebook's order; the two passages
        to which no code applies stand a third of the way apart.
    """
    shown = [code for code in codebook.codable if code.name in codes and code.exemplars.typical]
    examples: list[tuple[Code | None, str]] = [(code, code.exemplars.typical[0]) for code in shown]
    third = len(examples) // 3
    examples.insert(third, (None, _NO_CODE[0]))
    examples.insert(2 * third + 1, (None, _NO_CODE[1]))
    lists = closest([text for _, text in examples])
    return tuple(
        message
        for (code, text), listed in zip(examples, lists, strict=True)
        for message in _turn(code, text, _with_own(code, listed))
    )


def _with_own(code: Code | None, listed: Sequence[str]) -> list[str]:
    if code is None:
        return list(listed)
    return [code.name, *(name for name in listed if name != code.name)][: len(listed)]


def _turn(code: Code | None, text: str, listed: Sequence[str]) -> tuple[Message, Message]:
    given = [{"code": code.name, "piece": _longest(text), "why": _first_words(code.definition)}] if code else []
    answer = json.dumps({"codes": given}, ensure_ascii=False, separators=(",", ":"))
    return (
        {"role": "user", "content": render_brief_passage("", text, listed)},
        {"role": "assistant", "content": answer},
    )


def _longest(text: str) -> int:
    pieces = excerpts(text)
    return 1 + max(range(len(pieces)), key=lambda index: len(pieces[index]))


def _first_words(definition: str, words: int = 6) -> str:
    sentence = re.split(r"(?<=[.!?]) ", definition)[0].split()
    return " ".join(sentence[:words]).rstrip(".,;") + "."
