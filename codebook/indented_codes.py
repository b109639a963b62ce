"""Codes that stand under others by their indentation, as in a codebook of NVivo."""

from codebook.headers import Columns, header_key
from codebook.tables import Row

_COUNTED = frozenset({"files", "sources", "dateien", "quellen", "fichiers", "archivos", "arquivos"})
_REFERENCES = frozenset({"references", "verweise", "referenzen", "referencias", "referências"})


class Indents:
    """Tells the codes above each row, going down a table whose columns count files and references beside a name.

    In any other table white space before a name says nothing, since it is easily typed by mistake.
    """

    def __init__(self, columns: Columns) -> None:
        keys = {header_key(cell) for cell in columns.header.cells}
        is_first = columns.places.get("code", (-1,))[0] == 0
        counts = not keys.isdisjoint(_COUNTED) and not keys.isdisjoint(map(header_key, _REFERENCES))
        self._columns = columns if is_first and counts else None
        self._open: list[tuple[int, str]] = []

    def above(self, row: Row) -> tuple[str, ...]:
        """The names above a row's code, the top one first."""
        if self._columns is None:
            return ()
        while self._open and self._open[-1][0] >= row.indent:
            self._open.pop()
        names = tuple(name for _, name in self._open)
        self._open.append((row.indent, self._columns.cell(row, "code")))
        return names
