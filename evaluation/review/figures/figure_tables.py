"""The tables of a report in the app: sorted as an address says, with ways to other orders and to single pairs."""

from collections.abc import Sequence

from evaluation.reports.sections import Cell, Row, Section, Table
from evaluation.reports.ways import Ways
from evaluation.review.figures.asked_figures import AskedFigures
from evaluation.review.figures.counted_cases import path_to_cases


class Sorting:
    """By which column a table is sorted, as an address says it: ``codes-1.6.down``.

    Args:
        said: What the address says; anything else sorts nothing.
    """

    def __init__(self, said: str) -> None:
        table, _, rest = said.partition(".")
        place, _, way = rest.partition(".")
        self.table, self.down = table, way == "down"
        self.place = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 5 else None

    def of(self, key: str, table: Table) -> Table:
        """The table, sorted where it is the one that is meant; rows that sum up stay last."""
        if key != self.table or self.place is None or self.place >= len(table.columns) or not table.sorts:
            return table
        rest = [row for row in table.rows if not row.strong]
        figures = [row for row in rest if self._order(row) is not None]
        others = [row for row in rest if self._order(row) is None]
        figures.sort(key=lambda row: self._order(row) or 0.0, reverse=self.down)
        if not figures:
            others.sort(key=self._words, reverse=self.down)
        last = [row for row in table.rows if row.strong]
        return table._replace(rows=tuple(row._replace(opens=False) for row in (*figures, *others, *last)))

    def _order(self, row: Row) -> float | None:
        return None if self.place is None or self.place < 0 else row.cells[self.place].order

    def _words(self, row: Row) -> str:
        return (row.head if self.place is None or self.place < 0 else row.cells[self.place].text).casefold()


class AppWays(Ways):
    """Where tables lead in the app.

    Args:
        asked: The choice that the tables are of.
        sections: The report's sections.
        sorting: How one of their tables is sorted.
        counts_cases: Whether the queues of reviews hold what the tables count.
    """

    def __init__(
        self, asked: AskedFigures, sections: Sequence[Section], sorting: Sorting, *, counts_cases: bool = True
    ) -> None:
        self._asked, self._sorting, self._counts_cases = asked, sorting, counts_cases
        self._keys = {id(table): key for section in sections for key, table in keyed(section)}

    def of_cell(self, cell: Cell) -> str:
        """The page of two raters, from where they meet; the way to the cases behind a count."""
        counted = cell.counted
        if counted is None:
            return ""
        if counted.code or counted.interview:
            return path_to_cases(self._asked, counted) if self._counts_cases else ""
        if set(counted.raters) == set(self._asked.raters):
            return ""
        return f"/agreement?{self._asked._replace(raters=counted.raters, reference='').query()}"

    def of_column(self, table: Table, place: int) -> str:
        """The page with this table sorted by the column; what sorts figures begins with the highest."""
        if not table.sorts:
            return ""
        key = self._keys[id(table)]
        now = self.sorted_by(table, place)
        first = place >= 0 and any(row.cells[place].order is not None for row in table.rows)
        down = now == "ascending" if now else first
        sort = f"{key}.{place + 1}.{'down' if down else 'up'}"
        return f"/agreement?{self._asked.query(sort=sort)}#{key}"

    def sorted_by(self, table: Table, place: int) -> str:
        """How the table is sorted, where it is by this column."""
        if self._keys.get(id(table)) != self._sorting.table or place != self._sorting.place or not table.sorts:
            return ""
        return "descending" if self._sorting.down else "ascending"


def keyed(section: Section) -> list[tuple[str, Table]]:
    """The tables of a section with the names by which an address means them."""
    return [(f"{section.key}-{number}", table) for number, table in enumerate(section.tables, 1)]


def sorted_sections(sections: Sequence[Section], sorting: Sorting) -> tuple[Section, ...]:
    """The sections, one of their tables sorted."""
    return tuple(
        section._replace(tables=tuple(sorting.of(key, table) for key, table in keyed(section))) for section in sections
    )
