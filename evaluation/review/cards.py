"""What screens say of themselves on the start page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What one screen says.

    Attributes:
        title: Its name.
        figure: The one number or word that counts.
        lines: What stands below.
        path: Where it leads; empty where there is nothing to go to.
        way: What the way there is called.
        comes_later: Whether it says more in a moment, when it is asked for again.
    """

    title: str
    figure: str
    lines: tuple[str, ...]
    path: str = ""
    way: str = "Open"
    comes_later: bool = False
