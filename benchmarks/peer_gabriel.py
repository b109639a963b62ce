"""openai-gabriel's `classify` over the texts of a JSON file, for run_engine.py; run by the Python that has it.

    python -m venv PEER && PEER/bin/pip install openai-gabriel==1.1.9
    python benchmarks/run_engine.py --gabriel PEER/bin/python

Prints a line when it is warm, waits for one, then prints seconds, CPU seconds, peak memory and how many texts have the
first code. It shows a text and the codes alone, without the turns around it, and sends as many at once as it likes: up
to 650 by default. With n_parallels=64 it took 413 s for 500 texts.
"""

import asyncio
import contextlib
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path


def main(address: str, job: Path) -> None:
    os.environ |= {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": address}
    import gabriel
    import pandas

    given = json.loads(job.read_text(encoding="utf-8"))
    table = pandas.DataFrame({"text": given["texts"]})

    def classified(rows: pandas.DataFrame) -> pandas.DataFrame:
        with tempfile.TemporaryDirectory() as folder:
            return asyncio.run(gabriel.classify(rows, "text", labels=given["labels"], save_dir=folder, model="m"))

    with contextlib.redirect_stdout(sys.stderr):
        classified(table.iloc[:1])
        print(file=sys.__stdout__, flush=True)
        sys.stdin.readline()
        began, busy = time.monotonic(), time.process_time()
        found = classified(table)
        ended, worked = time.monotonic(), time.process_time()
    first = next(iter(given["labels"]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"seconds": ended - began, "cpu": worked - busy, "peak": peak, "coded": int(found[first].eq(True).sum())}
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
