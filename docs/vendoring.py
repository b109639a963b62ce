"""The browser files of others that the review app serves, fetched from npm and checked.

``python docs/vendoring.py`` fetches each package anew at the version that ``vendor.toml`` names and refuses one that is
not what it was. ``python docs/vendoring.py NAME VERSION`` goes to another version of one. Needs npm and the network.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

VENDOR = Path(__file__).parents[1] / "evaluation" / "review" / "static" / "vendor"
LOCK = VENDOR / "vendor.toml"
HEAD = "# Files of others, unchanged, as their npm packages have them. Renewed by docs/vendoring.py.\n"

Entry = dict[str, str]


def renew(entries: list[Entry], folder: Path) -> list[Entry]:
    """The entries, with each file and its licence written to the folder."""
    return [_fetched(entry, folder) for entry in entries]


def moved(entries: list[Entry], name: str, version: str) -> list[Entry]:
    """The entries, with one package at another version, whose contents are not known yet."""
    if name not in {entry["name"] for entry in entries}:
        raise SystemExit(f"{LOCK.name} has no package {name}: enter it there first.")
    unknown = {"version": version, "integrity": "", "sha256": ""}
    return [entry | unknown if entry["name"] == name else entry for entry in entries]


def written(entries: list[Entry]) -> str:
    """The entries as TOML."""
    tables = ("\n".join(f"{key} = {json.dumps(value)}" for key, value in entry.items()) for entry in entries)
    return HEAD + "".join(f"\n[[package]]\n{table}\n" for table in tables)


def _fetched(entry: Entry, folder: Path) -> Entry:
    with TemporaryDirectory() as scratch:
        archive, promised = _packed(entry, Path(scratch))
        found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != promised or entry["integrity"] not in ("", found):
            raise SystemExit(f"{entry['name']} {entry['version']} is not the package it was: {found}.")
        file, licence = (_member(archive, entry[key]) for key in ("path", "licence_path"))
    sha256 = hashlib.sha256(file).hexdigest()
    if entry["sha256"] not in ("", sha256):
        raise SystemExit(f"{entry['file']} is not what {LOCK.name} says: {sha256}.")
    (folder / entry["file"]).write_bytes(file)
    (folder / entry["licence_file"]).write_bytes(licence)
    return entry | {"integrity": found, "sha256": sha256}


def _packed(entry: Entry, folder: Path) -> tuple[Path, str]:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the packages and was not found: install it.")
    words = [npm, "pack", "--json", f"{entry['name']}@{entry['version']}"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"npm could not fetch {entry['name']} {entry['version']}:\n{done.stderr}")
    (packed,) = json.loads(done.stdout)
    return folder / packed["filename"], packed["integrity"]


def _member(archive: Path, path: str) -> bytes:
    with tarfile.open(archive) as files:
        member = files.extractfile(f"package/{path}")
        assert member is not None
        return member.read()


if __name__ == "__main__":
    known = tomllib.loads(LOCK.read_text("utf-8"))["package"]
    wanted = moved(known, *sys.argv[1:]) if sys.argv[1:] else known
    LOCK.write_text(written(renew(wanted, VENDOR)), encoding="utf-8")
