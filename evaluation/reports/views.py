"""Views of the sums of codes: the last leading axis of what is kept by cluster is the code, "any code" at its end."""

from evaluation.sums import Sums

ANY_CODE = "any code"
"""Whether a rater gave a unit any code at all."""


def codes_only(sums: Sums) -> Sums:
    """Without "any code"."""
    axis = sums.units.ndim - 1
    return Sums(*(each[(slice(None),) * axis + (slice(0, -1),)] for each in sums))


def cells(sums: Sums) -> Sums:
    """All cells of unit and code as units of one yes-or-no judgement."""
    return codes_only(sums).over(sums.units.ndim - 1)


def pairs_on_codes(sums: Sums) -> Sums:
    """Each pair of raters on each code and on "any code": leading axes (..., codes, pairs)."""
    return sums.by_pair()


def pairs_over_cells(sums: Sums) -> Sums:
    """Each pair of raters over all cells: leading axes (..., pairs)."""
    return cells(sums).by_pair()


def codes_of_pairs(sums: Sums) -> Sums:
    """Each pair of raters on each code: leading axes (..., pairs, codes)."""
    by_pair = codes_only(sums).by_pair()
    axis = by_pair.units.ndim
    return Sums(*(each.swapaxes(axis - 2, axis - 1) for each in by_pair))
