"""What ``intercoder agree`` computes, of a study or of a spreadsheet."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from codebook import InputError
from evaluation.errors import AgreementError
from evaluation.files.judgements import UNIT_RULE as TABLE_RULE
from evaluation.files.judgements import read_codes, read_values
from evaluation.files.spans import is_of_spans, read_lengths, read_spans
from evaluation.reports.agreement_of_codes import agreement_of_codes
from evaluation.reports.agreement_of_spans import agreement_of_spans
from evaluation.reports.agreement_of_values import agreement_of_values
from evaluation.reports.of_study import Judged, report_of_unit
from evaluation.reports.records import AgreementReport
from evaluation.study_table import require_known, require_raters
from evaluation.weights import Level
from runs import RaterKind, Unit
from runs.study import Study


class Choice(NamedTuple):
    """What is judged, as the command's options say."""

    units: tuple[str, ...] = ("turn",)
    level: str | None = None
    values: str | None = None
    models: tuple[str, ...] = ()
    lengths: Path | None = None
    judged: Judged = Judged()


def reports_of_study(study: Study, choice: Choice) -> tuple[AgreementReport, ...]:
    """A report for each unit of analysis.

    Raises:
        InputError: The study has no transcripts, fewer than two raters have coded, or a name is not known.
    """
    if choice.level or choice.values or choice.models:
        raise InputError("--level, --values and --model go with --table.", why="A study has codes, not values.")
    return tuple(report_of_unit(study, Unit(unit), choice.judged) for unit in choice.units)


def reports_of_table(file: Path, choice: Choice) -> tuple[AgreementReport, ...]:
    """The report of a spreadsheet.

    Raises:
        InputError: The file is no table of judgements, has fewer than two raters, or a name is not known.
    """
    if choice.judged.sample is not None:
        raise InputError("--sample goes with a study, not with --table.", do="Leave one of the two out.")
    if choice.judged.consensus is not None:
        raise InputError("--consensus goes with a study, not with --table.", do="Leave one of the two out.")
    name, data = file.name, file.read_bytes()
    if is_of_spans(name, data):
        return (_report_of_spans(name, data, choice),)
    if choice.level:
        if choice.judged.reference or choice.judged.codes:
            raise InputError("--reference and --code go with codes, not with values.", do="Leave --level out.")
        level = Level(choice.level)
        values = [each.strip() for each in choice.values.split(";")] if choice.values else None
        found = read_values(name, data, level, values=values)
        kinds = _kinds(found.raters, choice)
        return (agreement_of_values(found, level, kinds, software_version=version("intercoder")),)
    table = read_codes(name, data, codes=choice.judged.codes or None)
    kinds = _kinds(table.raters, choice)
    report = agreement_of_codes(
        table.only(choice.judged.raters or table.raters),
        kinds,
        unit_rule=TABLE_RULE,
        reference=choice.judged.reference,
        epsilon=choice.judged.epsilon,
        seed=choice.judged.seed,
        software_version=version("intercoder"),
    )
    return (report,)


def _report_of_spans(name: str, data: bytes, choice: Choice) -> AgreementReport:
    if choice.level:
        raise InputError(f"{name!r} is a table of spans, which have codes, not values.", do="Leave --level out.")
    lengths = read_lengths(choice.lengths.name, choice.lengths.read_bytes()) if choice.lengths else None
    spans = read_spans(name, data, lengths=lengths, codes=choice.judged.codes or None)
    kinds = _kinds(spans.raters, choice)
    chosen = spans.only(choice.judged.raters or spans.raters)
    return agreement_of_spans(
        chosen,
        kinds,
        reference=choice.judged.reference,
        gamma_seed=choice.judged.gamma_seed,
        software_version=version("intercoder"),
    )


def _kinds(names: Sequence[str], choice: Choice) -> dict[str, RaterKind]:
    require_raters(choice.judged.raters, set(names), "in this table")
    require_known(choice.models, set(names), "in this table")
    return {name: RaterKind.MODEL if name in choice.models else RaterKind.PERSON for name in names}


def written(reports: Sequence[AgreementReport], *, html: Path | None, markdown: Path | None) -> None:
    """Write the reports as files.

    Raises:
        AgreementError: Several units were asked for, and a page is of one.
    """
    if (html or markdown) and len(reports) > 1:
        raise AgreementError("A page is of one unit of analysis.", do="Name one --unit for each page.")
    if html:
        from evaluation.reports.html import html_report

        html.write_text(html_report(reports[0]), encoding="utf-8")
    if markdown:
        from evaluation.reports.markdown import markdown_report

        markdown.write_text(markdown_report(reports[0]), encoding="utf-8")
