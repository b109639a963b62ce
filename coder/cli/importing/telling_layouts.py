"""How ``intercoder import`` tells of the layout in which a table of codings was read."""

from collections.abc import Iterator

from runs.exchange import CodingsTable


def layout_told(table: CodingsTable) -> Iterator[str]:
    """Lines that say which layout was taken and how columns were mapped, so that a person can confirm it."""
    if table.layout:
        mapped = ", ".join(f"{field} = {header!r}" for field, header in table.mapped)
        yield f"read by the profile {table.layout!r}: {mapped}"
    if table.unread_columns:
        yield f"not taken: the columns {', '.join(map(repr, table.unread_columns))}"
    if table.guessed_encoding:
        yield f"note: the file does not say its encoding; it was read as {table.guessed_encoding}, so check its accents"
