"""Seconds and peak memory of the u-alpha family over a large study of spans.

Run it with ``python benchmarks/spans.py``; ``--each-code`` gives every code, not all codes together, its 200 spans.
The spans of one rater in one document have no overlap within 200, so that the codes may also be a group.
"""

import argparse
import resource
import sys
import time
from itertools import combinations
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from evaluation.spans.continua import Spans
from evaluation.spans.overlap import character_counts, character_kappa, overlap_f1, overlap_parts
from evaluation.spans.unitizing import binary_u_alpha, cu_alpha, ku_alpha, u_alpha
from evaluation.spans.unitizing_parts import location_parts, unitizing_parts

DOCUMENTS, LENGTH, CODES, RATERS, SPANS = 100, 60_000, 20, 3, 200


def drawn(generator: np.random.Generator, layers: int) -> Spans:
    """Spans around places that all raters share, with shifted edges and, one in five, another code."""
    shape = (DOCUMENTS, layers, SPANS)
    step = LENGTH // SPANS
    middle = np.arange(SPANS) * step + step // 2
    code = generator.integers(CODES, size=shape) if layers == 1 else np.arange(layers)[None, :, None]
    columns = []
    for rater in range(RATERS):
        start = middle - generator.integers(20, step // 2, size=shape)
        end = middle + generator.integers(20, step // 2, size=shape)
        own = np.where(generator.random(shape) < 0.2, generator.integers(CODES, size=shape), code)
        columns.append([*np.broadcast_arrays(np.arange(DOCUMENTS)[:, None, None], rater, own, start, end)])
    spans = [np.concatenate([column[i].ravel() for column in columns]) for i in range(5)]
    names = [tuple(map(str, range(size))) for size in (RATERS, CODES, DOCUMENTS)]
    lengths, seen = np.full(DOCUMENTS, LENGTH), np.ones((DOCUMENTS, RATERS), dtype=bool)
    return Spans(*names, *spans, lengths, seen)


def jackknifed(parts):
    """The totals, and the totals without each interview."""
    total = [part.sum(axis=0) for part in parts]
    return type(parts)(*total), type(parts)(*(part.sum(axis=0) - part for part in parts))


def family(spans: Spans, *, group: bool) -> str:
    """|u-alpha of each code and, where no codes overlap, u, cu and (k)u, all with their jackknife replicates."""
    total, without = jackknifed(location_parts(spans))
    binary_u_alpha(without)
    told = f"|u of the first code {binary_u_alpha(total)[0]:.4f}"
    if group:
        whole, less = jackknifed(unitizing_parts(spans))
        for coefficient in (u_alpha, cu_alpha, ku_alpha):
            coefficient(less)
        told += f", u {u_alpha(whole):.4f}, cu {cu_alpha(whole):.4f}, (k)u of it {ku_alpha(whole)[0]:.4f}"
    return told


def overlap(spans: Spans) -> str:
    """F1 and character kappa of each pair of raters and each code."""
    pairs = list(combinations(spans.raters, 2))
    f1 = overlap_f1(jackknifed(overlap_parts(spans, pairs))[0])
    kappa = character_kappa(character_counts(spans, pairs).sum(axis=0))
    return f"F1 {f1[0, 0]:.4f}, kappa {kappa[0, 0]:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each-code", action="store_true", help="200 spans of every code instead of 200 in all")
    each_code = parser.parse_args().each_code
    spans = drawn(np.random.default_rng(1), CODES if each_code else 1)
    print(f"{DOCUMENTS} documents of {LENGTH} characters, {CODES} codes, {RATERS} raters: {len(spans)} spans")
    measured("u-alpha family", lambda: family(spans, group=not each_code))
    measured("overlap", lambda: overlap(spans))


def measured(name, work):
    start = time.perf_counter()
    told = work()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name}: {seconds:.2f} s, peak memory so far {peak:.0f} MB: {told}")


if __name__ == "__main__":
    main()
