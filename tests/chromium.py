"""The system's own Chromium for the tests that look at pages."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "NO PAGE WAS LOOKED AT: no Chromium was found. Install the packages chromium and fonts-noto-color-emoji "
    "(Debian: apt-get install chromium fonts-noto-color-emoji), then run the tests again."
)


def chromium() -> str | None:
    """The path of the first of the names that is installed."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
