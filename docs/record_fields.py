"""The fields of the JSON report, told from the records themselves."""

import ast
import inspect
import re
from collections.abc import Iterator
from textwrap import dedent

from codebook import Record
from evaluation import intervals
from evaluation.reports import records, span_records
from evaluation.validity import alternative_annotator_records, consistency, group_errors

TOLD = (
    records.AgreementReport,
    records.CodeAgreement,
    records.Overall,
    records.Pair,
    records.PairOnCode,
    records.Group,
    records.GroupOnCode,
    records.Difference,
    span_records.SpanAgreement,
    span_records.SpanGroup,
    span_records.SpansOfCode,
    records.ModelBesidePeople,
    records.WhetherPeopleAgreed,
    alternative_annotator_records.AlternativeAnnotatorResult,
    alternative_annotator_records.Candidate,
    alternative_annotator_records.PersonCompared,
    alternative_annotator_records.OneSidedTest,
    alternative_annotator_records.Ruling,
    records.Replicates,
    consistency.Consistency,
    consistency.CodeConsistency,
    records.AgainstReference,
    group_errors.GroupErrors,
    records.Confusion,
    records.InterviewShare,
    records.SampleDesign,
    records.DrawnStratum,
    records.DrawnFigures,
    records.BootstrapCheck,
    records.RaterPart,
    intervals.Estimate,
)
"""The records, the report first."""


def fields_told() -> Iterator[str]:
    """A table of the fields of each record, as lines of Markdown."""
    for record in TOLD:
        yield f"### {record.__name__}"
        yield f"{inspect.getdoc(record)}"
        yield ""
        yield "| field | kind | |"
        yield "|---|---|---|"
        told = _docstrings(record)
        for name, field in record.model_fields.items():
            yield f"| `{name}` | {_kind(field.annotation)} | {told.get(name, '')} |"
        yield ""


def _docstrings(record: type[Record]) -> dict[str, str]:
    """What stands under each field of a record and of the records that it is built on."""
    found: dict[str, str] = {}
    for each in reversed(record.__mro__):
        if issubclass(each, Record) and each is not Record:
            found |= _own(each)
    return found


def _own(record: type[Record]) -> dict[str, str]:
    (tree,) = ast.parse(dedent(inspect.getsource(record))).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for field, under in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(under, ast.Expr):
            found[field.target.id] = " ".join(str(ast.literal_eval(under.value)).split())
    return found


def _kind(annotation: object) -> str:
    named = inspect.formatannotation(annotation)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", named).replace("|", "or")
