"""Which codes exist and what they mean."""

from codebook.errors import InputError, IntercoderError
from codebook.records import Code, Exemplars, Record

__all__ = ["Code", "Exemplars", "InputError", "IntercoderError", "Record"]
