"""A profile as a format of the registry."""

from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.tables.codings_reading import layouts_of, read_codings
from runs.exchange.tables.profile import Profile


def profile_format(profile: Profile, *, is_asked_for: bool = False) -> Format:
    """The format of tables in a layout; one that was asked for recognises nothing and reads everything."""

    def recognises(name: str, data: bytes) -> Sureness:
        if is_asked_for:
            return Sureness.CERTAIN
        return Sureness.CERTAIN if profile.name in layouts_of(data) else Sureness.NO

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
