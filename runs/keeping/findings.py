"""What a check of a study file found."""

from codebook import Record

NAMED = 20
"""How many ids a sentence names at most."""


class Finding(Record, frozen=True):
    """One kind of damage in one table."""

    table: str
    what: str
    """What is wrong, without anything that stands in the study."""
    ids: tuple[str, ...] = ()
    """The first of the rows that have it, by the table's key; parts of a key are joined by ``/``."""
    count: int = 0
    """How many rows have it; 0 where it is about the table."""

    def __str__(self) -> str:
        if not self.count:
            return f"{self.table}: {self.what}."
        more = f" and {self.count - len(self.ids):,} more" if self.count > len(self.ids) else ""
        return f"{self.table} {', '.join(self.ids)}{more}: {self.what}."


class Findings:
    """Collects what is wrong: rows with the same damage are one finding."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], tuple[list[str], int]] = {}

    def note(self, table: str, what: str, key: tuple[object, ...] | None = None) -> None:
        """Note damage of a table, or of one of its rows."""
        ids, count = self._found.get((table, what), ([], 0))
        if key is not None:
            count += 1
            if len(ids) < NAMED:
                ids.append("/".join(str(part)[:12] for part in key))
        self._found[table, what] = ids, count

    @property
    def found(self) -> tuple[Finding, ...]:
        """All of it, in the order in which it was met."""
        return tuple(
            Finding(table=table, what=what, ids=tuple(ids), count=count)
            for (table, what), (ids, count) in self._found.items()
        )
