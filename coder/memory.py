"""Keeps Python's search for unreachable objects short while requests are under way."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def short_collections() -> Generator[None]:
    """While the block lasts, what was there before it is not searched for garbage again and again.

    The libraries that are loaded make some hundred thousand objects; to look through them takes a tenth of a second,
    in which no reply is read. Afterwards they are searched as before.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
