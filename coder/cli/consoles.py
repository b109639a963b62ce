"""Where tables are printed."""

from rich.console import Console


def wide_console() -> Console:
    """Where results go: as wide as the tables need, also where nobody watches."""
    return Console(width=max(170, Console().width), markup=False, emoji=False, highlight=False)
