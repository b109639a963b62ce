"""Every key of the app, once: pages show them, the help lists them, and a person may change them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A key and what it does.

    Attributes:
        action: What it is for, as pages name it.
        key: As it is typed: one character, ``Enter``, ``Escape``, ``Shift+u``, or two after another: ``g q``.
        does: What it does, in words.
        group: Where the help lists it.
        fixed: Whether it cannot be changed.
    """

    action: str
    key: str
    does: str
    group: str
    fixed: bool = False


DECIDE, CODE, MOVE, GO, APP = "Decide", "Code", "Move and look", "Go to", "Everywhere"
KEYS = (
    Key("choose-a", "a", "choose A, save, next", DECIDE),
    Key("choose-b", "b", "choose B, save, next", DECIDE),
    Key("choose-both", "m", "choose both, save, next", DECIDE),
    Key("choose-neither", "x", "choose neither, save, next", DECIDE),
    Key("find-code", "/", "find a code", DECIDE),
    Key("save", "Enter", "save the composed decision, next", DECIDE, fixed=True),
    Key("boundary-a", "[", "take the boundary of A", DECIDE),
    Key("boundary-b", "]", "take the boundary of B", DECIDE),
    Key("flag", "f", "flag the codebook as unclear here", DECIDE),
    Key("note", "n", "write a note", DECIDE),
    Key("undo", "u", "undo", DECIDE),
    Key("redo", "Shift+u", "redo", DECIDE),
    Key("select", "v", "select a passage by keys", CODE),
    Key("whole", "w", "back to the whole segment", CODE),
    Key("none", "0", "none of the codes applies, save, next", CODE),
    Key("next", "j", "next, without deciding", MOVE),
    Key("previous", "k", "previous, without deciding", MOVE),
    Key("skip", "s", "skip: it comes back at the end", MOVE),
    Key("reveal", "r", "reveal who is who (recorded)", MOVE),
    Key("context", "o", "more context", MOVE),
    Key("definition", "d", "definition of the codes", MOVE),
    Key("go-start", "g s", "start", GO),
    Key("go-queue", "g q", "queue", GO),
    Key("go-documents", "g d", "documents", GO),
    Key("go-coding", "g o", "own coding", GO),
    Key("go-agreement", "g a", "agreement", GO),
    Key("go-codebook", "g c", "codebook", GO),
    Key("go-runs", "g r", "runs", GO),
    Key("go-history", "g h", "history", GO),
    Key("go-export", "g e", "export", GO),
    Key("go-settings", "g t", "settings", GO),
    Key("help", "?", "show all keys", APP, fixed=True),
    Key("close", "Escape", "close, or leave a field", APP, fixed=True),
)
CHANGEABLE = tuple(each for each in KEYS if not each.fixed and not each.key.startswith("Shift+"))
BY_ACTION = {each.action: each for each in KEYS}
TOGGLES = "123456789"
"""Keys that take a code in play in or out, or give one; they cannot be given to anything else."""
SHOWN = {"Escape": "Esc", "Shift+u": "Shift U"}


def key_of(action: str, changed: dict[str, str]) -> str:
    """The key of an action, as it is typed.

    Args:
        action: What it is for.
        changed: The keys that a person gave to actions instead.
    """
    return changed.get(action, BY_ACTION[action].key)


def grouped() -> dict[str, list[Key]]:
    """All keys by the group in which the help lists them."""
    groups: dict[str, list[Key]] = {}
    for each in KEYS:
        groups.setdefault(each.group, []).append(each)
    return groups


def may_be_given(key: str) -> bool:
    """Whether an action can be given this key: one visible ASCII character but 1 to 9, or ``g`` and one."""
    last = key.removeprefix("g ")
    return len(last) == 1 and last.isascii() and last.isprintable() and last not in {" ", *TOGGLES}


def collisions(changed: dict[str, str]) -> list[tuple[Key, Key]]:
    """Pairs of actions that one key would have to do; ``g`` alone collides with what begins with it."""
    taken: dict[str, Key] = {}
    found: list[tuple[Key, Key]] = []
    for each in KEYS:
        key = key_of(each.action, changed)
        if key in taken:
            found.append((taken[key], each))
        taken.setdefault(key, each)
    return [*found, *((taken["g"], each) for key, each in taken.items() if "g" in taken and key.startswith("g "))]
