"""Which codes the keys 1 to 9 give: those used last, each on its key for as long as it stays among them."""

from collections.abc import Iterable, Sequence

NUMBERS = 9


def numbered(codes: Sequence[str], used: Iterable[str]) -> tuple[str, ...]:
    """The codes of the keys 1 to 9, in this order.

    At first they are the first ones of the codebook. A code that is given and has no key takes the key of the one that
    was given longest ago; no other moves, so that fingers need not learn anew.

    Args:
        codes: The codes that can be given, in the order of the codebook.
        used: The codes as they were given, the first one first.
    """
    keys = list(codes[:NUMBERS])
    last = {code: -place for place, code in enumerate(keys, 1)}
    known = frozenset(codes)
    for time, code in enumerate(used):
        if code in known:
            if code not in keys:
                keys[keys.index(min(keys, key=last.__getitem__))] = code
            last[code] = time
    return tuple(keys)
