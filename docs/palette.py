"""A picture of a page with a palette: of its colours the 256 that most pixels have, which a page hardly has more of."""

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
UP = 2
"""The filter that Chromium gives every line where it is told to be quick: the difference to the line above."""


def with_palette(png: bytes) -> bytes:
    """The picture at about a third of its size; colours that it loses are those between letter and ground.

    Args:
        png: As Chromium's ``Page.captureScreenshot`` makes it with ``optimizeForSpeed``: 8 bits, RGB.
    """
    colours, which, often = np.unique(_pixels(png).reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-often, kind="stable")[:COLOURS]]
    apart = colours[:, None].astype(int) - kept[None].astype(int)
    nearest = np.argmin(np.square(apart).sum(axis=2), axis=1).astype(np.uint8)
    width, height = _size(png)
    lines = nearest[which.ravel()].reshape(height, width)
    data = np.hstack([np.zeros((height, 1), np.uint8), lines]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (b"IHDR", header), (b"PLTE", kept.tobytes()), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")
    return SIGNATURE + b"".join(_chunk(kind, content) for kind, content in parts)


def _pixels(png: bytes) -> NDArray[np.uint8]:
    width, height = _size(png)
    data = zlib.decompress(b"".join(content for kind, content in _chunks(png) if kind == b"IDAT"))
    lines = np.frombuffer(data, np.uint8).reshape(height, 1 + 3 * width)
    if not np.all(lines[:, 0] == UP):
        raise SystemExit("This Chromium makes pictures otherwise: docs/palette.py reads lines with the filter Up only.")
    return np.cumsum(lines[:, 1:], axis=0, dtype=np.uint8)


def _size(png: bytes) -> tuple[int, int]:
    header = dict(_chunks(png))[b"IHDR"]
    return struct.unpack(">II", header[:8])


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
