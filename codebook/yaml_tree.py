"""YAML as a tree that knows its lines: plain data only, without aliases."""

from collections.abc import Iterator
from typing import cast

import yaml

_STANDARD = "tag:yaml.org,2002:"
_PLAIN_KINDS = frozenset({"str", "int", "float", "bool", "null", "timestamp", "value", "merge", "map", "seq"})
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})


class YamlError(Exception):
    """A text is not YAML, or is YAML that is not plain data."""

    def __init__(self, line: int | None, what: str, do: str) -> None:
        self.line = line
        self.what = what
        self.do = do
        super().__init__(what)


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes and refuses aliases, by which a short file can stand for a huge one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):  # pyright: ignore[reportUnknownMemberType]
            event = cast(yaml.AliasEvent, self.peek_event())  # pyright: ignore[reportUnknownMemberType]
            line = _line(cast(yaml.Mark, event.start_mark))
            raise YamlError(line, "An alias (`*name`) stands here.", "Write the text itself in its place.")
        return super().compose_node(parent, index)


def compose(text: str) -> yaml.Node | None:
    """The tree of the one document in a YAML text, nothing constructed; None where it is empty."""
    try:
        return cast(yaml.Node | None, yaml.compose(text, Loader=_PlainLoader))  # pyright: ignore[reportUnknownMemberType]
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except yaml.YAMLError:
        raise YamlError(None, "It holds control characters, which YAML does not allow.", "Remove them.") from None
    except RecursionError:
        raise YamlError(None, "It is nested too deep.", "Use `parent` instead of `children`.") from None


def _not_yaml(error: yaml.MarkedYAMLError) -> YamlError:
    mark = error.problem_mark or error.context_mark
    return YamlError(
        _line(mark) if mark else None,
        f"This is not YAML: {error.problem or error.context}.",
        'Check the indentation, and put text in quotes that holds `: ` or ` #`, or begins with a sign, such as `"|"`.',
    )


def line_of(node: yaml.Node) -> int:
    """The line on which a node begins, from 1."""
    return _line(node.start_mark)


def pairs(node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """The keys and values of a mapping."""
    yield from cast(list[tuple[yaml.Node, yaml.Node]], node.value)


def items(node: yaml.Node) -> tuple[yaml.Node, ...]:
    """The entries of a list; anything else counts as a list of one."""
    return tuple(cast(list[yaml.Node], node.value)) if isinstance(node, yaml.SequenceNode) else (node,)


def written_text(node: yaml.Node) -> str | None:
    """The characters of a scalar as they are written, so that `No` stays `No`; None for anything else."""
    if not isinstance(node, yaml.ScalarNode) or kind_of(node) not in _PLAIN_KINDS:
        return None
    return "" if is_empty(node) else node.value.strip()


def written_bool(node: yaml.Node) -> bool | None:
    """The truth value of an unquoted `true`, `no` and the like; None for anything else."""
    word = (written_text(node) or "").casefold() if kind_of(node) == "bool" else ""
    return True if word in _TRUE else False if word in _FALSE else None


def kind_of(node: yaml.Node) -> str:
    """What YAML takes a node for: `str`, `int`, `map` and so on, or a tag that is not plain data."""
    return node.tag.removeprefix(_STANDARD)


def is_empty(node: yaml.Node) -> bool:
    """Whether nothing is written where a value could stand."""
    return kind_of(node) == "null"


def _line(mark: yaml.Mark) -> int:
    return mark.line + 1
