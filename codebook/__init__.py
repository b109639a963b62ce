"""Which codes exist and what they mean."""

from codebook.book import Codebook
from codebook.draft import CodebookReading
from codebook.errors import ConfigurationError, InputError, IntercoderError
from codebook.findings import CodebookError, Finding, FindingKind
from codebook.lint import lint
from codebook.names import name_key
from codebook.reading import read_codebook
from codebook.records import Code, Exemplars, Record
from codebook.yaml_writing import write_codebook_yaml

__all__ = [
    "Code",
    "Codebook",
    "CodebookError",
    "CodebookReading",
    "ConfigurationError",
    "Exemplars",
    "Finding",
    "FindingKind",
    "InputError",
    "IntercoderError",
    "Record",
    "lint",
    "name_key",
    "read_codebook",
    "write_codebook_yaml",
]
