"""Finds the formats in the room ``formats``, and which of them a file is in."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from codebook import InputError
from codebook.tables import ENDINGS
from runs.exchange import formats
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import PARTS, Part
from runs.exchange.tables.profile_format import profile_format
from runs.exchange.tables.shipped_profiles import shipped_profiles
from runs.exchange.tables.workbooks import refuse_hostile_workbook


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order of the names of their files: modules, and profiles of spreadsheets."""
    modules = [module.name for module in iter_modules(formats.__path__)]
    found = {name: import_module(f"{formats.__name__}.{name}").FORMAT for name in modules}
    found |= {name: profile_format(profile) for name, profile in shipped_profiles().items()}
    return tuple(found[name] for name in sorted(found))


def format_of(name: str, data: bytes, part: Part | None = None) -> Format:
    """The format that a file is in, by its content.

    Args:
        name: The file's name.
        data: Its bytes.
        part: What is to be taken from it; only formats that give this are considered, and one is taken in any case.

    Raises:
        InputError: Two formats are equally sure of it, it is a table of which none is sure, or it is a workbook that
            would unpack to no end.
    """
    refuse_hostile_workbook(name, data)
    readers = [each for each in all_formats() if each.read and (part is None or part in each.gives)]
    sure = {each: each.recognises(name, data) if each.recognises else Sureness.NO for each in readers}
    best = max(sure.values())
    found = [each for each in readers if sure[each] is best]
    if best is Sureness.NO:
        if part is None and name.lower().endswith(ENDINGS):
            raise _unknown_table(name)
        found = [each for each in readers if each.is_last_resort]
    if len(found) != 1:
        raise _tie(name, found)
    return found[0]


def is_ready(form: Format) -> bool:
    """Whether everything is installed that writing the format takes."""
    return not form.needs or find_spec(form.needs) is not None


def require_ready(form: Format) -> None:
    """Return where everything is installed that writing the format takes.

    Raises:
        InputError: A package is missing.
    """
    if not is_ready(form):
        raise InputError(
            f"A {form.form} file cannot be written: the package {form.needs} is not installed.",
            do=f"Install it: pip install 'intercoder[{form.extra}]'.",
        )


def form_named(form: str) -> Format:
    """The format that ``intercoder export`` calls so; KeyError where there is none."""
    return {each.form: each for each in all_formats() if each.write}[form]


def row_forms() -> tuple[Format, ...]:
    """The formats that hold rows, and so any rows; those whose packages are missing are left out."""
    return tuple(each for each in all_formats() if each.write_rows and is_ready(each))


def forms() -> tuple[str, ...]:
    """What ``intercoder export`` can write."""
    return tuple(sorted(each.form for each in all_formats() if each.write))


def _unknown_table(name: str) -> InputError:
    return InputError(
        f"What {name!r} holds is not known.",
        why="It is a table, and its columns are not called as those of codings, of turns or of a codebook are.",
        do="For codings, say which column is which: --as codings --map document=HEADER --map code=HEADER, or with a"
        " profile (docs/profiles.md). For a survey with a row for each participant, name its open questions: --map"
        " question=HEADER. Else rename its columns, or say what it is with --as.",
    )


def _tie(name: str, found: Sequence[Format]) -> InputError:
    named = ", or ".join(f"a {each.name}" for each in found)
    parts = {part for each in found for part in each.gives}
    choices = ", ".join(f"`--as {part}`" for part in PARTS if part in parts)
    return InputError(f"{name!r} could be {named}.", why="Its content fits each of them.", do=f"Say it with {choices}.")
