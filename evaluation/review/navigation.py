"""The ways between screens; a screen that is not there has no way to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A link to a screen, and the key action that goes there."""

    path: str
    name: str
    action: str
    below: str = ""
    """How addresses of what belongs to the screen begin, where that is not the screen's own."""


WAYS = (
    Way("/", "Start", "go-start"),
    Way("/queue", "Queue", "go-queue"),
    Way("/documents", "Documents", "go-documents"),
    Way("/coding", "Coding", "go-coding"),
    Way("/agreement", "Agreement", "go-agreement"),
    Way("/codebook", "Codebook", "go-codebook"),
    Way("/runs", "Runs", "go-runs", "/run/"),
    Way("/history", "History", "go-history"),
    Way("/export", "Export", "go-export"),
    Way("/settings", "Settings", "go-settings"),
)


def ways_to(paths: frozenset[str]) -> list[Way]:
    """The ways to the screens that are there."""
    return [way for way in WAYS if way.path in paths]


def is_at(way: Way, path: str) -> bool:
    """Whether a page belongs to the screen that the way leads to."""
    below = way.below or f"{way.path}/"
    return path == way.path or (way.path != "/" and path.startswith(below))
