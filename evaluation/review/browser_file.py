"""How the browser is opened without the link's token in the arguments of a process, which every user can list."""

import webbrowser
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread


@contextmanager
def opened_by_file(link: str, opens: Callable[[str], object] = webbrowser.open) -> Generator[None]:
    """Open the browser on a private file that leads to the link; the file is gone when the block ends.

    Args:
        link: Where to go.
        opens: Opens an address in the browser.
    """
    with TemporaryDirectory(prefix="intercoder-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "review.html"
        file.touch(mode=0o600)
        file.write_text(_leading_to(link), encoding="utf-8")
        Thread(target=_open, args=(opens, file.as_uri()), daemon=True).start()
        yield


def _open(opens: Callable[[str], object], address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        opens(address)


def _leading_to(link: str) -> str:
    return (
        "<!doctype html><meta charset=utf-8><title>Intercoder</title>"
        f'<meta http-equiv="refresh" content="0; url={escape(link)}">'
        f'<p><a href="{escape(link)}">Open the review</a></p>\n'
    )
