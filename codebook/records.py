"""What a codebook is made of."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel, frozen=True):
    """Base of the records of all rooms: frozen, strict about its fields, compared by value."""

    model_config = ConfigDict(extra="forbid")


class Exemplars(Record, frozen=True):
    """Passages that show where a code applies, and where it only seems to."""

    typical: tuple[str, ...] = ()
    """Passages that any rater would give the code."""
    atypical: tuple[str, ...] = ()
    """Passages that have the code though they look unlike the typical ones."""
    near_miss: tuple[str, ...] = ()
    """Passages that look as if they had the code and do not."""


class Code(Record, frozen=True):
    """One code: its name and the rules for giving it."""

    name: str
    """The code's name, unique in its codebook whatever the case of its letters."""
    definition: str = ""
    """What the code means, in full sentences."""
    include: tuple[str, ...] = ()
    """Inclusion criteria: when to give the code."""
    exclude: tuple[str, ...] = ()
    """Exclusion criteria: when not to, and which code to give instead."""
    exemplars: Exemplars = Exemplars()
    parent: str | None = None
    """Name of the code above this one in the hierarchy."""
    group: str | None = None
    """Name of the exclusive group: of its codes, a passage gets at most one."""
    codable: bool = True
    """False for a heading that only orders other codes."""
