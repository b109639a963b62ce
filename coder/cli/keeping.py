"""What ``intercoder verify`` and ``intercoder backup`` say."""

from collections.abc import Mapping
from pathlib import Path

import click

from coder.cli.telling import print_json
from runs.keeping.salvage import Salvaged
from runs.keeping.verifying import Verdict


def tell_verdict(verdict: Verdict, study: Path, *, as_json: bool) -> None:
    """What a check came to."""
    if as_json:
        print_json({"study": str(study), "whole": verdict.whole, **verdict.model_dump(mode="json")})
        return
    for finding in verdict.findings:
        click.echo(finding)
    click.echo(told(verdict))
    if not verdict.whole:
        click.echo("Restore a backup, or save what is right: intercoder backup --salvage FILE.")


def told(verdict: Verdict) -> str:
    """The verdict in a sentence or two."""
    seen = ", ".join(_counted(verdict.checked, name) for name in ("transcripts", "codings", "replies"))
    said = f"{seen} checked: {'nothing is damaged' if verdict.whole else 'the study is damaged, as told above'}."
    if verdict.without_checksum:
        said += f" {verdict.without_checksum:,} replies of an early version have no checksum to compare."
    return said


def tell_copied(verdict: Verdict, file: Path, *, as_json: bool) -> None:
    """What was copied."""
    if as_json:
        print_json({"file": str(file), **verdict.model_dump(mode="json")})
    else:
        click.echo(f"{file} is a copy of the study. {told(verdict)}")


def tell_salvaged(saved: Salvaged, file: Path, *, as_json: bool) -> None:
    """What was saved and what was left out."""
    if as_json:
        print_json({"file": str(file), "whole": saved.whole, **saved.model_dump(mode="json")})
        return
    click.echo(f"Saved in {file}: {_listed(saved.copied)}.")
    if saved.left_out:
        click.echo(f"Left out, because damaged or belonging to what is: {_listed(saved.left_out)}.")
    for table, places in saved.unreadable.items():
        click.echo(f"{table}: at {places} places rows cannot be read; how many there were is not known.")
    if saved.whole:
        click.echo("Nothing was left out.")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(_counted(counts, name) for name in counts)


def _counted(counts: Mapping[str, int], name: str) -> str:
    count = counts.get(name, 0)
    one = {"replies": "reply", "request_parts": "request part"}.get(name, name.removesuffix("s"))
    return f"{count:,} {one if count == 1 else name.replace('_', ' ')}"
