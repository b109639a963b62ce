"""People's codings as a table."""

from runs.exchange.codings_reading import are_codings, read_codings
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")


def _recognises(name: str, data: bytes) -> Sureness:
    return Sureness.CERTAIN if name.lower().endswith(_ENDINGS) and are_codings(name, data) else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return Imported("codings", codings=read_codings(name, data, rater=rater))


FORMAT = Format(
    name="table of codings",
    endings=".csv .xlsx .xls .ods",
    gives=("codings",),
    recognises=_recognises,
    is_last_resort=True,
    read=_read,
    is_read="Passages, or turns, with their codes and raters; headers in six languages.",
    is_lost="Weights, colours and other columns.",
    tested_with="Our own layout; the rest only descriptions.",
)
