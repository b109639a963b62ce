"""Raters as users: what a rater is stands after the name, because the standard has no other place for it."""

import re

from runs.records import Rater, RaterKind

_KIND = re.compile(r"^(?P<name>.+) \((?P<kind>model|consensus)\)$", re.DOTALL)


def user_name(rater: Rater) -> str:
    """What a rater is called as a user."""
    return rater.name if rater.kind is RaterKind.PERSON else f"{rater.name} ({rater.kind})"


def rater_named(user: str) -> Rater:
    """The rater that a user is."""
    found = _KIND.match(user)
    return Rater(name=found["name"], kind=RaterKind(found["kind"])) if found else Rater(name=user)
