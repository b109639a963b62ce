"""What the figures of a report do not cover."""

from collections.abc import Mapping, Sequence

from evaluation.tables import UnitTable
from runs import RaterKind


def what_is_left_out(
    table: UnitTable, unshared: Sequence[tuple[str, str]], kinds: Mapping[str, RaterKind]
) -> tuple[str, ...]:
    """In sentences, what took no part."""
    tally = table.tally
    said = [
        (tally.superseded, "codings that the same rater replaced by a later one"),
        (tally.dependent, "codings made after seeing another's codes"),
        (tally.not_judged, "judgements that failed, were refused or were cut off: missing, not negative"),
        (tally.ungrounded, "assignments whose quotation is not in the text"),
        (sum(tally.partly_seen), "units of which a rater judged only a part: missing for that rater"),
        (len(tally.other_codes), f"codes that are not in the codebook: {', '.join(tally.other_codes)}"),
    ]
    consensus = [name for name in table.raters if kinds[name] is RaterKind.CONSENSUS]
    return (
        *(f"{count} {what}." for count, what in said if count),
        *(f"{first} and {second} saw no unit in common." for first, second in unshared),
        *(f"{name} is a consensus and no independent rater: it stands in pairs only." for name in consensus),
    )
