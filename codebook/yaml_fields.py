"""The keys and values of one mapping in a YAML file, with whatever is wrong in them collected."""

from collections.abc import Sequence
from difflib import get_close_matches

import yaml

from codebook import yaml_tree
from codebook.findings import Finding, FindingKind

_MEANT = {
    "code": "name",
    "label": "name",
    "title": "name",
    "id": "name",
    "description": "definition",
    "memo": "definition",
    "meaning": "definition",
    "inclusion": "include",
    "when_to_use": "include",
    "exclusion": "exclude",
    "when_not_to_use": "exclude",
    "example": "exemplars",
    "examples": "exemplars",
    "quotes": "exemplars",
    "counter_examples": "near_miss",
    "category": "parent",
    "themes": "codes",
    "subcodes": "children",
}


class YamlFields:
    """The allowed keys of a mapping and their values; every other key, and every wrong type, is a finding."""

    def __init__(
        self,
        node: yaml.MappingNode,
        allowed: Sequence[str],
        *,
        owner: str,
        findings: list[Finding],
        code: str | None = None,
    ) -> None:
        self.node = node
        self.owner = owner
        self._code = code
        self._findings = findings
        self._values: dict[str, yaml.Node] = {}
        for key, value in yaml_tree.pairs(node):
            self._admit(key, value, allowed)

    def value(self, key: str) -> yaml.Node | None:
        """The node under a key; None where there is none, or nothing is written there."""
        node = self._values.get(key)
        return None if node is None or yaml_tree.is_empty(node) else node

    def text(self, key: str) -> str:
        """The text under a key as it is written, without white space around it; empty where there is none."""
        node = self.value(key)
        written = "" if node is None else yaml_tree.written_text(node)
        if node is not None and written is None:
            self.unusable(node, f"`{key}` of {self.owner} is not a text.", "Write it as one text, in quotes.")
        return written or ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts under a key; a single text counts as a list of one."""
        node = self.value(key)
        found: list[str] = []
        for item in () if node is None else yaml_tree.items(node):
            written = yaml_tree.written_text(item)
            if written is None:
                what = f"`{key}` of {self.owner} holds something that is not a text."
                self.unusable(item, what, "Write each entry as one text, in quotes where it holds `: `.")
            elif written:
                found.append(written)
        return tuple(found)

    def truth(self, key: str, *, default: bool) -> bool:
        """Whether the value under a key is true."""
        node = self.value(key)
        if node is None:
            return default
        value = yaml_tree.written_bool(node)
        if value is None:
            self.unusable(node, f"`{key}` of {self.owner} is neither true nor false.", "Write one of these words.")
        return default if value is None else value

    def unusable(self, node: yaml.Node, what: str, do: str) -> None:
        """Note that the file cannot be used, for what stands at this node."""
        self._findings.append(unusable(yaml_tree.line_of(node), what, do, code=self._code))

    def _admit(self, key_node: yaml.Node, value: yaml.Node, allowed: Sequence[str]) -> None:
        key = yaml_tree.written_text(key_node) or ""
        if key not in allowed:
            what = f"The key {key!r} of {self.owner} is unknown."
            self.unusable(key_node, what, _suggestion(key, allowed))
        elif key in self._values:
            first = yaml_tree.line_of(self._values[key])
            what = f"The key {key!r} of {self.owner} stands here twice, first on line {first}."
            self.unusable(key_node, what, "Keep one of them.")
        else:
            self._values[key] = value


def unusable(line: int | None, what: str, do: str, *, code: str | None = None) -> Finding:
    """A finding that makes a codebook file unusable until it is corrected."""
    return Finding(kind=FindingKind.UNUSABLE, what=what, do=do, line=line, code=code)


def listed(names: Sequence[str]) -> str:
    """Keys as a sentence names them."""
    return ", ".join(f"`{name}`" for name in names)


def _suggestion(key: str, allowed: Sequence[str]) -> str:
    asked = key.casefold().replace(" ", "_").replace("-", "_")
    meant = {word: field for word, field in _MEANT.items() if field in allowed}
    guesses = (
        *get_close_matches(asked, allowed, n=1, cutoff=0.85),
        *get_close_matches(asked, meant, n=1, cutoff=0.85),
        *get_close_matches(asked, allowed, n=1, cutoff=0.7),
    )
    if guesses:
        return f"Did you mean `{meant.get(guesses[0], guesses[0])}`?"
    return f"Known here are {listed(allowed)}."
