"""The embedded model on real interviews: how long it takes, whether its quotations stand in the text, how it agrees.

    python benchmarks/real_interviews.py DATA FOLDER [seed | pairs] [--model FILE.gguf]

DATA is the folder with ``mlss/`` and ``seed/``, which are not part of this project. ``seed`` codes the interview
in it with the study's 60 codes; ``pairs`` codes the four interviews that two people coded, and compares. Only
counts and figures are printed, no text. The commands are those of a user; FOLDER keeps the study file.
"""

import argparse
import csv
import platform
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from mlss_data import codebook_yaml, documents, source, units_csv


def intercoder(study: Path, *words: str | Path) -> str:
    command = [sys.executable, "-c", "from coder.cli import main; main()", *map(str, words), "--study", str(study)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    if done.returncode not in {0, 3}:
        raise SystemExit(f"{words[0]} ended with {done.returncode}")
    return done.stdout


def prepared(data: Path, folder: Path, what: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    study = folder / f"{what}.db"
    names = documents(data / "mlss")
    texts = data / "mlss" / "transcripts"
    files = sorted((data / "seed").glob("*.txt")) if what == "seed" else [texts / f"{n}.txt" for n in names.values()]
    book = source(data / "mlss")
    (folder / "codebook.yaml").write_text(codebook_yaml(book), encoding="utf-8")
    intercoder(study, "import", *files)
    intercoder(study, "import", "--as", "codebook", folder / "codebook.yaml")
    if what == "pairs":
        (folder / "codings.csv").write_bytes(units_csv(names, data / "mlss", book=book)[1])
        intercoder(study, "import", "--as", "codings", folder / "codings.csv")
    return study


def quotations(study: Path, folder: Path) -> str:
    """How many stored quotations are verbatim in the canonical text at their place, checked from the export."""
    from runs.study import Study
    from runs.transcript_store import transcripts

    target = folder / "codings_out.csv"
    intercoder(study, "export", "csv", target, "--overwrite")
    texts = {name: transcript.text for name, transcript in transcripts(Study(study)).items()}
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["rater_kind"] == "model" and row["code"]]
    placed = [row for row in rows if row["grounding"] != "ungrounded"]
    right = sum(texts[row["document"]][int(row["start"]) : int(row["end"])] == row["quotation"] for row in placed)
    lost = len(rows) - len(placed)
    return f"{len(rows)} assignments: {right} of {len(placed)} placed quotations verbatim, {lost} ungrounded"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=["seed", "pairs"], nargs="?", default="pairs")
    parser.add_argument("--model")
    given = parser.parse_args()
    study = prepared(given.data, given.folder, given.what)
    began = time.monotonic()
    print(intercoder(study, "code", *(["--model", given.model] if given.model else [])).strip())
    print(f"coding: {time.monotonic() - began:.0f} s on {platform.machine()}, {platform.python_version()}")
    print(quotations(study, given.folder))
    if given.what == "pairs":
        print(intercoder(study, "agree"))


if __name__ == "__main__":
    main()
