"""Brings the codebook and the codings of the real study under ``shared/data/mlss`` into our own layouts.

Run as ``python tests/mlss_data.py FOLDER`` it writes ``codebook.yaml`` and ``codings.csv`` there.
"""

import csv
import re
import sys
from pathlib import Path

import yaml

MLSS = Path(__file__).resolve().parents[2] / "shared" / "data" / "mlss"
PROTOCOL = re.compile(r"Q\d+(\.\d+)*")


def source(folder=MLSS):
    return yaml.safe_load((folder / "codebook.yaml").read_text(encoding="utf-8"))


def codebook_yaml(book):
    """The codebook in our layout: headings first, then the codes with their criteria and exemplars."""
    headings = [
        {
            "name": each["id"],
            "definition": each.get("note") or f"Heading of the codes under {each['id']}.",
            "codable": False,
            **({"parent": each["parent"]} if each.get("parent") else {}),
        }
        for each in book["parents"]
    ]
    known = {each["name"] for each in headings} | {each["name"] for each in book["codes"]}
    codes = [_code(each, known) for each in book["codes"]]
    layout = {"version": 1, "name": "Quality issues of ML systems", "codes": [*headings, *codes]}
    return yaml.safe_dump(layout, allow_unicode=True, sort_keys=False, width=110)


def _code(each, known):
    code = {"name": each["name"], "definition": each["definition"]}
    for criterion in ("include", "exclude"):
        if each.get(criterion):
            code[criterion] = [each[criterion]]
    shown = {"typical": each.get("exemplars"), "near_miss": each.get("near_miss")}
    exemplars = {kind: [one["text"] for one in texts] for kind, texts in shown.items() if texts}
    if exemplars:
        code["exemplars"] = exemplars
    if each.get("parent") in known:
        code["parent"] = each["parent"]
    return code


def units_csv(documents, folder=MLSS, *, book=None):
    """Two people's codes in our unit shape, without protocol codes; and the codes that they used.

    Args:
        documents: The transcript's name in the study for each interview.
        folder: Where ``turns_coded.csv`` lies.
        book: Where given, aliases become its codes, and codes that it does not have are left out.
    """
    names = _names(book) if book else None
    lines, used = ["document,turn,rater,codes"], set()
    with (folder / "turns_coded.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["interview"] in documents and row["kind"] == "coder"]
    for row in rows:
        codes = [code for code in row["codes"].split("|") if code and not PROTOCOL.fullmatch(code)]
        if names is not None:
            codes = sorted({names[code] for code in codes if code in names})
        used.update(codes)
        joined = ";".join(codes).replace('"', '""')
        lines.append(f'{documents[row["interview"]]},{int(row["turn"]) + 1},{row["coder"]},"{joined}"')
    return sorted(used), "\n".join(lines).encode()


def _names(book):
    return {alias: code["name"] for code in book["codes"] for alias in (code["name"], *(code.get("aliases") or ()))}


def documents(folder=MLSS):
    """The names of the transcripts of the interviews that two people coded."""
    return {
        number: next((folder / "transcripts").glob(f"Interview {number}*.txt")).stem
        for number in ["12", "30", "31", "32"]
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    (target / "codebook.yaml").write_text(codebook_yaml(source()), encoding="utf-8")
    (target / "codings.csv").write_bytes(units_csv(documents(), book=source())[1])
