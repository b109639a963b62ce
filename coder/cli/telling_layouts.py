"""How ``intercoder import`` tells of the layout in which a table of codings was read."""

from collections.abc import Iterator

from runs.exchange import CodingsTable, Outcome, Placement, TableShape


def layout_told(table: CodingsTable) -> Iterator[str]:
    """Lines that say which layout was taken and how columns were mapped, so that a person can confirm it."""
    if table.layout:
        mapped = ", ".join(f"{field} = {header!r}" for field, header in table.mapped)
        yield f"read by the profile {table.layout!r}: {mapped}"
    if table.unread_columns:
        yield f"not taken: the columns {', '.join(map(repr, table.unread_columns))}"
    if table.guessed_encoding:
        yield f"note: the file does not say its encoding; it was read as {table.guessed_encoding}, so check its accents"


def unchecked_told(table: CodingsTable, placement: Placement) -> Iterator[str]:
    """A line where places of passages were taken at their word, since programs count characters in several ways."""
    number = placement.outcomes.get(Outcome.UNCHECKED, 0)
    if number and table.shape is TableShape.SPANS:
        yield (
            f"note: {number} places are taken as code points of the text, and nothing in the table shows that they are;"
            " compare some passages with yours, or say which column has their words with --map quotation=HEADER"
        )
