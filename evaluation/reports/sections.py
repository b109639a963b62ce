"""What a report for people is made of, whether it becomes a page or Markdown: sections with sentences and tables."""

from typing import NamedTuple

from evaluation.intervals import Estimate
from evaluation.reports.labels import COEFFICIENTS, SHARES
from evaluation.reports.shown import Writing, interval, number, reason, share, value


class Mark(NamedTuple):
    """An estimate in a plot: its interval as a line, where it has one."""

    value: float
    low: float | None
    high: float | None
    series: int
    """Which of the plot's series it belongs to, from 0."""


class Counted(NamedTuple):
    """What a field counts or sums up, by which the review app finds the cases behind it."""

    raters: tuple[str, ...] = ()
    """The two that it is about, in their order; nobody for every pair."""
    code: str = ""
    only: int = 0
    """1 where only the first rater of a pair gave the code, 2 where only the second."""
    against: str = ""
    """The code that one rater gave in its place."""
    interview: str = ""


class Cell(NamedTuple):
    """One field of a table."""

    text: str
    more: str = ""
    """What stands beneath it, smaller: an interval or a reason."""
    order: float | None = None
    """By what it sorts; what has none comes last."""
    shade: float = 0.0
    """How dark its ground is, from 0 to 1."""
    hint: str = ""
    """What is told when one points at it; it stands elsewhere as well."""
    soft: bool = False
    """Whether it steps back, as a zero does."""
    marks: tuple[Mark, ...] | None = None
    """What is drawn in place of the text."""
    counted: Counted | None = None
    """Where it stands for disagreements."""


class Column(NamedTuple):
    """A column of a table."""

    name: str
    told: str = ""
    """What its figures are, in a sentence."""
    words: bool = False
    """Whether it holds words rather than figures."""
    opens: bool = False
    """Whether a new block of columns begins here."""
    scale: tuple[float, ...] = ()
    """Where the ticks of a plot lie; the first and the last are its ends."""


class Row(NamedTuple):
    """A row of a table."""

    head: str
    cells: tuple[Cell, ...]
    opens: bool = False
    """Whether a new block of rows begins here."""
    strong: bool = False
    """Whether it sums up the others."""
    note: str = ""
    """What stands beneath its name, smaller."""


class Table(NamedTuple):
    """A table; its first column names the rows."""

    caption: str
    head: str
    """What the rows are."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sorts: bool = False
    """Whether readers may sort it."""
    square: bool = False
    """Whether its columns are named like its rows, so that the names stand upright."""
    series: tuple[str, ...] = ()
    """What the series of its plot are called."""


class Section(NamedTuple):
    """A part of a report with a heading."""

    key: str
    title: str
    told: tuple[str, ...] = ()
    """Sentences before the tables, each a paragraph."""
    tables: tuple[Table, ...] = ()
    points: tuple[str, ...] = ()
    """Sentences that stand as a list."""
    paste: tuple[str, ...] = ()
    """Paragraphs that are meant to be copied."""


def figure(estimate: Estimate | None, *, write: Writing = number, why: bool = True) -> Cell:
    """The field of an estimate; empty where there is none.

    Args:
        estimate: The figure.
        write: How it is written.
        why: Whether the reason stands in the field when it is undefined; else only in its hint.
    """
    if estimate is None:
        return Cell("")
    if estimate.value is None:
        return Cell(value(estimate), reason(estimate) if why else "", hint=reason(estimate), soft=True)
    hint = estimate.no_interval or ""
    return Cell(value(estimate, write), interval(estimate, write), order=estimate.value, hint=hint)


def named_figure(name: str, estimate: Estimate | None, *, why: bool = True) -> Cell:
    """The field of an estimate that is written as figures of this name are."""
    return figure(estimate, write=share if name in SHARES else number, why=why)


def column(name: str) -> Column:
    """The column of the figures of this name."""
    label = COEFFICIENTS[name]
    return Column(label.name, label.told)


def whole(count: float, *, shade: float = 0.0, counted: Counted | None = None) -> Cell:
    """The field of a count; what it counts is told where there is something to find."""
    return Cell(f"{count:,.10g}", order=count, shade=shade, soft=not count, counted=counted if count else None)
