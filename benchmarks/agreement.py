"""Coefficients of agreement beside other libraries, and the whole report by code: seconds, peak memory, agreement.

    python benchmarks/agreement.py [--only NAME ...] [--units N ...]

Three raters give one of 20 codes to each unit, 10 % of the judgements are missing; 10,000, 100,000 and 1,000,000 units.
Then the report by code (``intercoder agree``) of three raters who give any of 20 codes, 10 % missing, over 300
interviews, with its jackknife intervals.

Each case runs alone in a process of its own, whose peak memory is printed: interpreter, imports and data included.
Seconds are the median of up to five runs, with the shortest and the longest; of one run where it takes long. The clock
covers what a library does from what it takes: of ours from the array units x raters; not the making of krippendorff's
array of floats and table of counts, nor of nltk's triples. A case that takes longer than 120 s, imports and data
included, is stopped. Each library's coefficient is compared with ours on the same data: where the definition is the
same and they differ by more than 1e-9, the command fails. statsmodels knows no missing judgements, so that Fleiss'
kappa is computed over complete units.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

UNITS = (10_000, 100_000, 1_000_000)
RATERS, CODES, INTERVIEWS, MISSING = 3, 20, 300, 0.1
LONGEST, REPEATS, LONG = 120, 5, 5.0
SAME = 1e-9
GIGABYTES_FREE = {"alpha, krippendorff": 11, "alpha, krippendorff, value counts": 11}
"""At 1,000,000 units; a case is not begun with less."""


def values_of(units: int):
    """Shape (units, raters): the number of the code, or -1."""
    import numpy as np

    rng = np.random.default_rng(units)
    truth = rng.integers(0, CODES, (units, 1), dtype=np.int8)
    other = rng.integers(0, CODES, (units, RATERS), dtype=np.int8)
    values = np.where(rng.random((units, RATERS), dtype=np.float32) < 0.7, truth, other)
    values[rng.random((units, RATERS), dtype=np.float32) < MISSING] = -1
    return values


def complete(values):
    return values[(values >= 0).all(axis=1)]


def ours(coefficient: str) -> Callable:
    def ready(values):
        import numpy as np

        from evaluation import coefficients
        from evaluation.sums import sums_of_values

        clusters = np.zeros(len(values), dtype=np.intp)
        measure = getattr(coefficients, coefficient)
        return lambda: float(measure(sums_of_values(values, clusters, size=CODES).over(0)))

    return ready


def ours_complete(values):
    return ours("fleiss_kappa")(complete(values))


def krippendorff_data(values):
    import krippendorff
    import numpy as np

    data = np.where(values >= 0, values, np.nan).T.astype(np.float64)
    return lambda: float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))


def krippendorff_counts(values):
    import krippendorff

    counts = counts_of(values)
    return lambda: float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def nltk_alpha(values):
    from nltk.metrics.agreement import AnnotationTask

    triples = [
        (rater, unit, code)
        for unit, given in enumerate(values.tolist())
        for rater, code in enumerate(given)
        if code >= 0
    ]
    return lambda: float(AnnotationTask(data=triples).alpha())


def scikit_kappa(values):
    from sklearn.metrics import cohen_kappa_score

    def mean_over_pairs() -> float:
        pairs = [values[:, pair] for pair in combinations(range(RATERS), 2)]
        return statistics.mean(float(cohen_kappa_score(*complete(pair).T)) for pair in pairs)

    return mean_over_pairs


def statsmodels_fleiss(values):
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    whole = complete(values)
    return lambda: float(fleiss_kappa(aggregate_raters(whole)[0]))


def counts_of(values):
    """Shape (units, codes): how many raters gave each code."""
    import numpy as np

    return np.stack([(values == code).sum(axis=1) for code in range(CODES)], axis=1)


def gwets_formulas(values):
    """AC1 from the table units x codes. Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 2."""

    def ac1() -> float:
        counts = counts_of(values)
        raters = counts.sum(axis=1)
        several = raters >= 2
        pairs = (counts * (counts - 1)).sum(axis=1)[several] / (raters * (raters - 1))[several]
        judged = raters >= 1
        share = (counts[judged] / raters[judged, None]).mean(axis=0)
        chance = float((share * (1 - share)).sum() / (CODES - 1))
        return (float(pairs.mean()) - chance) / (1 - chance)

    return ac1


CASES: dict[str, Callable] = {
    "alpha, ours": ours("krippendorffs_alpha"),
    "alpha, krippendorff": krippendorff_data,
    "alpha, krippendorff, value counts": krippendorff_counts,
    "alpha, nltk": nltk_alpha,
    "kappa, ours": ours("cohens_kappa"),
    "kappa, scikit-learn": scikit_kappa,
    "Fleiss' kappa, ours": ours_complete,
    "Fleiss' kappa, statsmodels": statsmodels_fleiss,
    "AC1, ours": ours("gwets_ac"),
    "AC1, Gwet's formulas": gwets_formulas,
}
"""What prepares the data of each case, and gives what the clock is on; kappa is the mean over pairs."""
REPORT = "report by code"
ONE_THREAD = f"{REPORT}, one thread"
"""The same while numpy's matrix products keep to one thread: other work on the machine slows several threads down."""


def table_of(units: int):
    import numpy as np

    from evaluation.tables import UnitTable

    rng = np.random.default_rng(units)
    seen = rng.random((units, RATERS), dtype=np.float32) >= MISSING
    applied = np.zeros((units, RATERS, CODES), dtype=np.bool_)
    for code in range(CODES):
        truth = rng.random((units, 1), dtype=np.float32) < 0.1
        wrong = rng.random((units, RATERS), dtype=np.float32) < 0.05
        applied[:, :, code] = (truth ^ wrong) & seen
    return UnitTable(
        raters=("A", "B", "C"),
        codes=tuple(f"code {code}" for code in range(CODES)),
        interviews=tuple(f"interview {number}" for number in range(INTERVIEWS)),
        interview=np.sort(rng.integers(0, INTERVIEWS, units)),
        seen=seen,
        applied=applied,
    )


def report_of(units: int) -> Callable[[], float]:
    from evaluation.reports.agreement_of_codes import agreement_of_codes
    from runs import RaterKind

    table = table_of(units)
    kinds = {"A": RaterKind.PERSON, "B": RaterKind.PERSON, "C": RaterKind.MODEL}

    def made() -> float:
        report = agreement_of_codes(table, kinds, unit_rule="")
        assert all(each.krippendorff_alpha.left_out == "interview" for each in report.codes)
        assert len(report.codes) == CODES
        return float(report.overall.macro_alpha.value)

    return made


def measured(name: str, units: int) -> dict:
    work = report_of(units) if name in {REPORT, ONE_THREAD} else CASES[name](values_of(units))
    held, seconds, value = resident(), [], 0.0
    while len(seconds) < REPEATS and sum(seconds) < LONG:
        began = time.perf_counter()
        value = work()
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"value": value, "seconds": statistics.median(seconds), "runs": seconds, "held": held, "peak": peak}


def resident() -> float:
    """What the process holds in memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def gigabytes_free() -> float:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable")) / 2**20


def run(name: str, units: int) -> dict | str:
    """What was measured, or why nothing was."""
    needed = GIGABYTES_FREE.get(name, 2) if units >= 1_000_000 else 1
    if gigabytes_free() < needed:
        return f"not begun: needs {needed} GB, {gigabytes_free():.1f} GB are free"
    command = [sys.executable, __file__, "--one", name, "--units", str(units)]
    environment = os.environ | ({"OPENBLAS_NUM_THREADS": "1"} if name == ONE_THREAD else {})
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=LONGEST, env=environment)
    except subprocess.TimeoutExpired:
        return f"> {LONGEST} s"
    return json.loads(done.stdout)


def compared(name: str, value: float, of_ours: dict[str, float]) -> tuple[str, bool]:
    """The difference from ours in words, and whether it is as small as it must be."""
    coefficient, _, by = name.partition(", ")
    if by in {"", "ours"}:
        of_ours[coefficient] = value
        return "", True
    if coefficient not in of_ours:
        return "; not compared with ours", True
    apart = abs(value - of_ours[coefficient])
    return f"; {apart:.1e} apart", apart <= SAME


def row(name: str, units: int, found: dict, told: str) -> str:
    runs = found["runs"]
    time_taken = f"{found['seconds']:.3f} s ({min(runs):.3f} to {max(runs):.3f}, {len(runs)} run{'s'[: len(runs) - 1]})"
    memory = f"{found['peak']:.0f} MB ({found['held']:.0f} MB before)"
    return f"{name}, {units:,} units: {time_taken}, {memory}, {found['value']:.6f}{told}"


def bars(found: dict[tuple[str, int], dict]) -> None:
    """What is to be reached with a million units, and whether it is."""

    def told(what: str, reached: bool) -> None:
        print(f"bar: {what}: {'reached' if reached else 'MISSED'}")

    if mine := found.get(("alpha, ours", 1_000_000)):
        told(f"alpha under 1,000 MB: {mine['peak']:.0f} MB", mine["peak"] < 1000)
        for name in ("alpha, krippendorff", "alpha, krippendorff, value counts"):
            if peer := found.get((name, 1_000_000)):
                share = mine["seconds"] / peer["seconds"]
                told(f"alpha in at most a tenth of the time of {name[7:]}: {share:.4f} of it", share <= 0.1)
    if report := found.get((REPORT, 1_000_000)):
        told(f"report under 20 s: {report['seconds']:.1f} s", report["seconds"] < 20)
        told(f"report under 2,000 MB: {report['peak']:.0f} MB", report["peak"] < 2000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", help="cases, by the names that are printed")
    parser.add_argument("--units", nargs="*", type=int, default=UNITS)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measured(given.one, given.units[0])))
        return
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}, {gigabytes_free():.0f} GB free", flush=True)
    found: dict[tuple[str, int], dict] = {}
    wrong: list[str] = []
    for units in given.units:
        of_ours: dict[str, float] = {}
        for name in given.only or (*CASES, REPORT, ONE_THREAD):
            each = run(name, units)
            if isinstance(each, str):
                print(f"{name}, {units:,} units: {each}", flush=True)
                continue
            found[name, units] = each
            told, same = compared(name, each["value"], of_ours)
            wrong += [] if same else [f"{name}, {units:,} units"]
            print(row(name, units, each, told), flush=True)
    bars(found)
    print(f"load at the end {os.getloadavg()[0]:.1f}")
    if wrong:
        sys.exit(f"DIFFERENT FROM OURS: {'; '.join(wrong)}")


if __name__ == "__main__":
    main()
