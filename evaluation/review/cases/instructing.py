"""Passages that read as if they told a language model what to do: a person should look at what it made of them."""

import re

_SIGNS = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:all|any|every|the|your|these|those|previous|prior|earlier|what)\b"
    r"[^.,!?\n]{0,30}\b(?:instructions?|prompts?|rules|codebook|above)\b"
    r"|\b(?:system|developer) prompt\b"
    r"|\byou are (?:now )?(?:an? )?(?:ai\b|assistant|chatgpt|language model|chatbot)"
    r"|\b(?:reveal|repeat|print|show)\b[^.!?\n]{0,30}\b(?:your|the) (?:prompt|instructions)\b"
    r"|\b(?:code|label|classify|answer|respond|reply)\b[^.!?\n]{0,30}"
    r"\b(?:every|each|all|only) (?:passages?|segments?|with)\b"
    r"|<\|[a-z_]{2,20}\|>|\[/?INST\]|</?(?:system|assistant|user|instructions?)>"
    r'|"(?:codes?|quotation|rationale|role)"\s*:',
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\U000e0001-\U000e007f]{3,}")
"""Tag characters, which no person sees and a model reads."""


def reads_like_an_instruction(text: str) -> bool:
    """Whether a passage has one of the signs by which instructions to a model are known; most of them are in English.

    It is a hint for a person and no protection: what protects is that an answer can hold nothing but codes of the
    codebook and quotations that stand in the passage (OWASP LLM01, LLM05).
    """
    return bool(_SIGNS.search(text) or _UNSEEN.search(text))
