"""The full references of the sources that a report names."""

import re
from collections.abc import Iterable
from importlib.resources import files

_BETWEEN = r"\D{0,60}?"


def references(texts: Iterable[str]) -> tuple[str, ...]:
    """The references of the sources that the texts name with author and year, by author."""
    said = "\n".join(texts)
    return tuple(full for named, full in sources() if re.search(_pattern(named), said))


def sources() -> list[tuple[tuple[str, ...], str]]:
    """Every source that is known: authors, as a text names them, with the year behind them; and the reference."""
    lines = (files("evaluation.reports") / "references.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return [(tuple(named.split(", ")), full) for named, full in pairs]


def _pattern(named: tuple[str, ...]) -> str:
    *authors, year = named
    return _BETWEEN.join(rf"\b(?:{each})" for each in authors) + _BETWEEN + rf"\b{year}\b"
