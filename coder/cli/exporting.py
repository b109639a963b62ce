"""What ``intercoder export`` does with each form."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from codebook import InputError
from evaluation.review.records.exporting_consensus import export_consensus
from runs.exchange.format import WriteOptions
from runs.exchange.registry import form_named, require_ready, row_forms
from runs.study import Study


class Exported(NamedTuple):
    """What was written, and what to tell of it."""

    rows: int
    what: str
    told: tuple[str, ...] = ()
    more: Mapping[str, Any] = MappingProxyType({})
    """What else ``--json`` tells."""


def require_writable(file: Path, study: Path, *, overwrite: bool) -> None:
    """Return where nothing is lost by writing to a file, or that is wanted.

    Args:
        file: Where the export goes; a pipe is no loss.
        study: The study file.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        InputError: The file is there already, is the study, or is a link into another folder.
    """
    if file.exists() and file.samefile(study):
        raise InputError(f"{str(file)!r} is the study itself.", do="Name another file.")
    if file.is_symlink() and file.resolve().parent != file.parent.resolve():
        raise InputError(
            f"{str(file)!r} is a link into another folder.",
            why=f"It leads to {str(file.resolve())!r}.",
            do="Name that file, or another.",
        )
    if (file.is_file() or file.is_symlink()) and not overwrite:
        raise InputError(f"{str(file)!r} is there already.", do="Name another file, or replace it with --overwrite.")


def export_form(study: Study, form: str, file: Path, consensus: int | None, options: WriteOptions) -> Exported:
    """What was written of a study, or of the consensus of a review.

    Raises:
        InputError: The file cannot be written, or the form does not hold what is asked for.
    """
    chosen = form_named(form)
    assert chosen.write is not None
    require_ready(chosen)
    if not chosen.takes_options and options != WriteOptions():
        raise InputError(f"A {form} file has neither line ends nor offsets to choose.", do="Leave out these options.")
    if consensus is None:
        written = chosen.write(study, file, options, datetime.now(UTC).isoformat(timespec="seconds"))
        told = tuple(f"left out: {each}" for each in written.left_out)
        more = {"left_out": list(written.left_out)} if written.left_out else {}
        return Exported(written.rows, chosen.counts, told, more)
    if chosen.write_rows is None:
        able = ", ".join(each.form for each in row_forms())
        do = f"Write it as one of {able}; import that as a rater with --consensus to have it as {form} with all others."
        raise InputError(f"The consensus of a review is not written as {form}.", do=do)
    rows, account = export_consensus(study, chosen.write_rows, file, consensus)
    line = (
        f"{account.rater}: {account.unanimous} {account.unit}s unanimous, {account.adjudicated} adjudicated;"
        f" {account.unresolved} are unresolved and left out."
    )
    return Exported(rows, chosen.counts, (line,), {"consensus": account.model_dump(mode="json")})


def told(exported: Exported, form: str, file: Path) -> dict[str, Any]:
    """The account as data."""
    return {"file": str(file), "form": form, "rows": exported.rows, **exported.more}
