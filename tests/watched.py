"""What a page does that nobody sees: the errors it logs or throws, the addresses it asks for, the dialogs it opens."""

from dataclasses import dataclass, field

GRAVE = ("error", "warning")


@dataclass
class Watched:
    errors: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


def watched(page):
    """A record of the page, from now on. Dialogs are dismissed."""
    seen = Watched()
    page.on("console", lambda message: seen.errors.append(message.text) if message.type in GRAVE else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda request: seen.addresses.append(request.url))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
    return seen
