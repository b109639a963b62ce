"""Where the tables of a report lead."""

from evaluation.reports.sections import Cell, Row, Table


class Ways:
    """Nowhere, as on a page that stands alone; the review app leads to cases, codes and other orders."""

    def of_cell(self, cell: Cell) -> str:
        """The address of what a field counts; empty for none."""
        return ""

    def of_row(self, table: Table, row: Row) -> str:
        """The address of what a row is about; empty for none."""
        return ""

    def of_column(self, table: Table, place: int) -> str:
        """The address of the same table sorted by a column, or by the names of its rows (-1); empty for none."""
        return ""

    def sorted_by(self, table: Table, place: int) -> str:
        """``ascending`` or ``descending`` where the table is sorted by the column; else empty."""
        return ""
