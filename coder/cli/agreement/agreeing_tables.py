"""What ``intercoder agree --table`` computes, of a spreadsheet."""

from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from codebook import InputError
from coder.cli.agreement.agreeing import Choice
from evaluation.files.judgements import UNIT_RULE, read_codes, read_values
from evaluation.files.one_hot import UNIT_RULE as ONE_HOT_RULE
from evaluation.files.one_hot import is_one_hot, read_one_hot
from evaluation.files.spans import is_of_spans, read_lengths, read_spans
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.agreement_of_spans import agreement_of_spans
from evaluation.reports.agreement_of_values import agreement_of_values
from evaluation.reports.records import AgreementReport
from evaluation.study_table import require_known
from evaluation.weights import Level
from runs import RaterKind

OPTIONS_OF_STUDIES = {
    "units": "--unit",
    "speakers": "--speakers",
    "parents": "--parents",
    "sample": "--sample",
    "consensus": "--consensus",
}
OPTIONS_OF_TABLES = {"level": "--level", "values": "--values", "models": "--model", "lengths": "--lengths"}
_OF_CODES = {"seed": "--bootstrap"}
_OF_SPANS = {"lengths": "--lengths", "gamma_seed": "--gamma"}
_OF_VALUES = {"level": "--level", "values": "--values"}
_OF_CODES_OR_SPANS = {"reference": "--reference", "codes": "--code"}


def require_fitting(given: Collection[str], *, table: bool) -> None:
    """Return where no option was given that would be of no account.

    Args:
        given: The names of the parameters that were given on the command line.
        table: Whether a spreadsheet is judged, and not a study.

    Raises:
        InputError: One was.
    """
    for name, option in (OPTIONS_OF_STUDIES if table else OPTIONS_OF_TABLES).items():
        if name in given:
            raise InputError(
                f"{option} goes with {'a study' if table else '--table'}.",
                why=f"What is judged is {'a table' if table else 'a study'}.",
                do=f"Leave {option} out.",
            )


def reports_of_table(file: Path, choice: Choice) -> tuple[AgreementReport, ...]:
    """The report of a spreadsheet.

    Raises:
        InputError: The file is no table of judgements, has fewer than two raters, or a name or an option does not fit.
    """
    name, data = file.name, file.read_bytes()
    one_hot = is_one_hot(name, data)
    if not one_hot and is_of_spans(name, data):
        _refuse(choice, "spans", _OF_VALUES | _OF_CODES)
        return (_report_of_spans(name, data, choice),)
    if choice.level and not one_hot:
        _refuse(choice, "values", _OF_CODES_OR_SPANS | _OF_SPANS | _OF_CODES)
        return (_report_of_values(name, data, choice, Level(choice.level)),)
    more = {"level": "--level"} if one_hot else {}
    _refuse(choice, "codes", _OF_SPANS | {"values": "--values without --level"} | more)
    return (_report_of_codes(name, data, choice, one_hot=one_hot),)


def _refuse(choice: Choice, what: str, options: dict[str, str]) -> None:
    chosen = choice._asdict() | choice.judged._asdict()
    for name, option in options.items():
        if chosen[name] not in (None, ()):
            raise InputError(f"{option} does not go with a table of {what}.", do=f"Leave {option.split()[0]} out.")


def _report_of_codes(name: str, data: bytes, choice: Choice, *, one_hot: bool) -> AgreementReport:
    codes, interviews = choice.judged.codes or None, choice.judged.interviews
    if one_hot:
        table, told = read_one_hot(name, data, codes=codes, interviews=interviews)
    else:
        table, told = read_codes(name, data, codes=codes, interviews=interviews), dict[str, RaterKind]()
    kinds = {**_kinds(table.raters, choice), **told}
    kinds.update({rater: RaterKind.MODEL for rater in choice.models})
    return agreement_of_codes(
        table.only(choice.judged.raters or table.raters),
        kinds,
        unit_rule=ONE_HOT_RULE if one_hot else UNIT_RULE,
        reference=choice.judged.reference,
        epsilon=choice.judged.epsilon,
        seed=choice.judged.seed,
        software_version=version("intercoder"),
    )


def _report_of_values(name: str, data: bytes, choice: Choice, level: Level) -> AgreementReport:
    values = [each.strip() for each in choice.values.split(";")] if choice.values else None
    table = read_values(name, data, level, values=values, interviews=choice.judged.interviews)
    kinds = _kinds(table.raters, choice)
    chosen = table.only(choice.judged.raters or table.raters)
    return agreement_of_values(chosen, level, kinds, software_version=version("intercoder"))


def _report_of_spans(name: str, data: bytes, choice: Choice) -> AgreementReport:
    lengths = read_lengths(choice.lengths.name, choice.lengths.read_bytes()) if choice.lengths else None
    spans = read_spans(
        name, data, lengths=lengths, codes=choice.judged.codes or None, documents=choice.judged.interviews
    )
    kinds = _kinds(spans.raters, choice)
    return agreement_of_spans(
        spans.only(choice.judged.raters or spans.raters),
        kinds,
        reference=choice.judged.reference,
        gamma_seed=choice.judged.gamma_seed,
        software_version=version("intercoder"),
    )


def _kinds(names: Sequence[str], choice: Choice) -> dict[str, RaterKind]:
    require_known(choice.judged.raters, set(names), "in this table")
    require_known(choice.models, set(names), "in this table")
    chosen = choice.judged.raters or tuple(names)
    if len(chosen) < 2:
        raise InputError(
            "Agreement needs two raters.",
            why=f"Only {', '.join(map(repr, chosen))} is {'named' if choice.judged.raters else 'in this table'}.",
            do="Name another with --rater." if choice.judged.raters else "Add the rows of another.",
        )
    return {name: RaterKind.MODEL if name in choice.models else RaterKind.PERSON for name in names}
