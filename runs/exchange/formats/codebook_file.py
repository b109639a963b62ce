"""A codebook as YAML or as a table."""

from codebook import read_codebook
from codebook.reading import is_codebook_workbook, is_table_of_codes
from codebook.tables import ENDINGS
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported

_YAML = (".yaml", ".yml")


def _recognises(name: str, data: bytes) -> Sureness:
    if name.lower().endswith(ENDINGS):
        likely = is_table_of_codes(data)
    else:
        likely = name.lower().endswith(_YAML) or is_codebook_workbook(data)
    return Sureness.LIKELY if likely else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    return Imported("codebook", codebook=read_codebook(name, data))


FORMAT = Format(
    name="codebook",
    endings=".yaml .csv .xlsx .xls .ods",
    gives=("codebook",),
    recognises=_recognises,
    is_last_resort=True,
    read=_read,
    is_read="Codes, definitions, criteria, exemplars and exclusive groups; hierarchy by paths, levels, parents"
    " and, in tables of NVivo, indentation; headers in six languages.",
    is_lost="Colours, weights and other columns, which the import lists.",
    tested_with="Our own layout; a code system of MAXQDA and codebooks of Taguette; composed ones in the columns of"
    " ATLAS.ti, Dedoose and NVivo.",
)
