"""A profile as a format of the registry."""

from functools import lru_cache

from codebook.tables import is_workbook
from runs.exchange.codings_reading import layouts_of, read_codings
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.profile import Profile

_SNIFFED = 2**20
"""Of CSV so many bytes tell the layout."""


def profile_format(profile: Profile, *, is_asked_for: bool = False) -> Format:
    """The format of tables in a layout; one that was asked for recognises nothing and reads everything."""

    def recognises(name: str, data: bytes) -> Sureness:
        if is_asked_for:
            return Sureness.CERTAIN
        return Sureness.CERTAIN if profile.name in known_layouts(data) else Sureness.NO

    def read(name: str, data: bytes, rater: str | None) -> Imported:
        return Imported(profile.name, codings=read_codings(name, data, rater=rater, profile=profile))

    return Format(
        name=profile.name,
        endings=profile.endings,
        gives=("codings",),
        recognises=recognises,
        is_last_resort=profile.is_general and not profile.one_hot,
        read=read,
        is_read=profile.is_read,
        is_lost=profile.is_lost,
        tested_with=profile.tested_with,
    )


def known_layouts(data: bytes) -> frozenset[str]:
    """Names of the profiles that fit a table of codings best; none where it is no such table."""
    return _layouts(data if is_workbook(data) else _top(data))


def _top(data: bytes) -> bytes:
    """Whole lines from the top of a text."""
    return data if len(data) <= _SNIFFED else data[: data.rfind(b"\n", 0, _SNIFFED) + 1] or data[:_SNIFFED]


@lru_cache(maxsize=1)
def _layouts(data: bytes) -> frozenset[str]:
    return layouts_of("", data)
