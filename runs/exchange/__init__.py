"""Reads and writes the codings of people and of other tools."""

from runs.exchange.codings_table import CodingsError, CodingsTable, Problem, ProblemKind, TableShape
from runs.exchange.placing.outcomes import Outcome, Placement
from runs.exchange.placing.placement import Placing, place_codings
from runs.exchange.rows.export_rows import ExportRow, RunOrigin, SourcedRow, export_rows
from runs.exchange.rows.text_export import write_csv, write_jsonl
from runs.exchange.rows.xlsx_export import XlsxReport, write_xlsx
from runs.exchange.tables.codings_reading import read_codings

__all__ = [
    "CodingsError",
    "CodingsTable",
    "ExportRow",
    "Outcome",
    "Placement",
    "Placing",
    "Problem",
    "ProblemKind",
    "RunOrigin",
    "SourcedRow",
    "TableShape",
    "XlsxReport",
    "export_rows",
    "place_codings",
    "read_codings",
    "write_csv",
    "write_jsonl",
    "write_xlsx",
]
