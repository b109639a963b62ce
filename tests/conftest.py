import pytest
from chromium import ARGUMENTS, MISSING, chromium
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items):
    """Put the tests that open a browser last: from the first of them on, Playwright's event loop runs in this thread,
    in which no other can then be started."""
    items.sort(key=lambda item: "playwright" in item.fixturenames)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Launch the system's Chromium, not a copy that Playwright would download."""
    path = chromium()
    if path is None:
        pytest.skip(MISSING)
    return browser_type_launch_args | {"executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def base_url():
    """No address that others are relative to. The plugin's own fixture of this name warns under pytest 9."""
    return None
