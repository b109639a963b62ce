"""How one browser shows the app: kept in a cookie of its own, which says nothing about the study."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from evaluation.review.keys import BY_ACTION, collisions, may_be_given

THEMES = ("system", "light", "dark")
SIZES = ("small", "normal", "large", "larger")
DELAYS = ("0", "350", "700", "1500")
"""Milliseconds that a saved decision stays in sight before the next item comes."""
LONGEST = 2000
"""Characters of the cookie that are read."""


@dataclass(frozen=True)
class Display:
    """Theme, size of text, keys, and how long a decision stays in sight; what a cookie says otherwise is left out."""

    theme: str = "system"
    size: str = "normal"
    shortcuts: bool = True
    delay: str = "0"
    keys: dict[str, str] = field(default_factory=dict[str, str])
    """Keys that stand in for those of the table, by action."""

    @classmethod
    def read(cls, cookie: str) -> "Display":
        """What a cookie or a form says, as far as it makes sense."""
        said = dict(parse_qsl(cookie[:LONGEST]))
        keys = {action: key for name, key in said.items() if (action := _action(name)) and _new(action, key)}
        return cls(
            theme=_one_of(THEMES, said, "theme", "system"),
            size=_one_of(SIZES, said, "size", "normal"),
            shortcuts=said.get("shortcuts") != "off",
            delay=_one_of(DELAYS, said, "delay", "0"),
            keys={} if collisions(keys) else keys,
        )

    def written(self) -> str:
        """The cookie."""
        said: dict[str, Any] = asdict(self) | {"shortcuts": "on" if self.shortcuts else "off"}
        keys = cast(dict[str, str], said.pop("keys"))
        return urlencode(said | {f"key-{action}": key for action, key in keys.items()})


def _action(name: str) -> str:
    found = re.fullmatch(r"key-([a-z-]+)", name)
    return found.group(1) if found and found.group(1) in BY_ACTION else ""


def _new(action: str, key: str) -> bool:
    known = BY_ACTION[action]
    return not known.fixed and key != known.key and may_be_given(key)


def _one_of(choices: tuple[str, ...], said: dict[str, str], name: str, default: str) -> str:
    return said[name] if said.get(name) in choices else default
