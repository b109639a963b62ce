"""What to look at in a codebook that can be used: its rules may not be the ones that were meant."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import combinations

from codebook.book import Codebook
from codebook.findings import Finding, FindingKind
from codebook.names import name_key
from codebook.records import Code

_ALIKE = 0.9
_NOT_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def lint(codebook: Codebook) -> tuple[Finding, ...]:
    """Everything in the codebook that deserves a second look, rule by rule."""
    rules = (_empty_definitions, _same_definitions, _similar_names, _shared_exemplars, _awkward_names)
    found = [finding for rule in rules for finding in rule(codebook.codable)]
    return (*found, *_groups_of_one(codebook))


def _empty_definitions(codes: Sequence[Code]) -> Iterator[Finding]:
    for code in codes:
        if not code.definition.strip():
            yield Finding(
                kind=FindingKind.EMPTY_DEFINITION,
                what=f"Code {code.name!r} has no definition.",
                do="Write one: raters, people and models, have only its name to go by.",
                code=code.name,
            )


def _same_definitions(codes: Sequence[Code]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for code in codes:
        definition = name_key(code.definition)
        if definition and definition in first:
            yield Finding(
                kind=FindingKind.SAME_DEFINITION,
                what=f"Code {code.name!r} has the definition of {first[definition]!r}.",
                do="Say how they differ, or merge them.",
                code=code.name,
            )
        first.setdefault(definition, code.name)


def _similar_names(codes: Sequence[Code]) -> Iterator[Finding]:
    for one, other in combinations(codes, 2):
        if _names_alike(one.name, other.name):
            yield Finding(
                kind=FindingKind.SIMILAR_NAME,
                what=f"The name {other.name!r} is easily taken for {one.name!r}.",
                do="Rename or merge them, unless both are meant.",
                code=other.name,
            )


def _names_alike(one: str, other: str) -> bool:
    if _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    matcher = SequenceMatcher(None, _letters(one), _letters(other), autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name_key(name))


def _shared_exemplars(codes: Sequence[Code]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for code in codes:
        positive = {name_key(text) for text in (*code.exemplars.typical, *code.exemplars.atypical)}
        if positive & {name_key(text) for text in code.exemplars.near_miss}:
            yield _shared(code, f"Code {code.name!r} has one passage both as exemplar and as near miss.")
        for name in dict.fromkeys(first[text] for text in sorted(positive) if text in first):
            yield _shared(code, f"Code {code.name!r} shares an exemplar with {name!r}.")
        for text in positive:
            first.setdefault(text, code.name)


def _shared(code: Code, what: str) -> Finding:
    return Finding(
        kind=FindingKind.SHARED_EXEMPLAR,
        what=what,
        do="Keep it where it shows the code best, unless both codes are meant to apply.",
        code=code.name,
    )


def _awkward_names(codes: Sequence[Code]) -> Iterator[Finding]:
    for code in codes:
        if ";" in code.name:
            yield Finding(
                kind=FindingKind.AWKWARD_NAME,
                what=f"The name {code.name!r} holds ';', which separates codes in tables of codings.",
                do="Write it without.",
                code=code.name,
            )


def _groups_of_one(codebook: Codebook) -> Iterator[Finding]:
    for group, codes in codebook.groups.items():
        if len(codes) == 1:
            yield Finding(
                kind=FindingKind.GROUP_OF_ONE,
                what=f"Code {codes[0].name!r} is alone in the exclusive group {group!r}.",
                do="Check the spelling of the group.",
                code=codes[0].name,
            )
