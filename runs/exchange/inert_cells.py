"""Cells that a spreadsheet program would take for formulas, made plain text and back."""

import re

_TAKEN_FOR_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def inert(cell: str) -> str:
    """The cell as text that is never computed: one that a formula could begin with gets an apostrophe."""
    return f"'{cell}" if _TAKEN_FOR_FORMULA.match(cell) else cell


def revived(cell: str) -> str:
    """The cell as it was before ``inert``."""
    return cell[1:] if cell.startswith("'") and _TAKEN_FOR_FORMULA.match(cell) else cell
