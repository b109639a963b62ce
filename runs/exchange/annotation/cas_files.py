"""UIMA CAS as files have it, in JSON or in XMI, read with dkpro-cassis; positions are in code points."""

import io
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import Any, cast

from codebook import InputError
from runs.exchange.xml_elements import XmlError, root_of

_METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"


class CasError(Exception):
    """A CAS cannot be read; the message is a sentence that says why."""


class CasReader:
    """Reads the CAS of one package or file.

    Args:
        file: What the file is called.
        form: What its format is called.

    Raises:
        InputError: dkpro-cassis is not installed.
    """

    def __init__(self, file: str, form: str) -> None:
        self._types: dict[bytes, Any] = {}
        try:
            self._cassis = cast(Any, import_module("cassis"))
        except ImportError:
            do = "Install it with: pip install 'intercoder[cas]'"
            why = "It is read with dkpro-cassis, which is not installed."
            raise InputError(f"{file!r} is a {form}.", why=why, do=do) from None

    def of_json(self, data: bytes) -> Any:
        """The CAS in JSON.

        Raises:
            CasError: It is damaged.
        """
        return _tried(lambda: self._cassis.load_cas_from_json(io.BytesIO(data)))

    def of_xmi(self, data: bytes, types: bytes) -> Any:
        """The CAS in XMI with its type system.

        Raises:
            CasError: One of them is damaged, or declares entities.
        """
        for each in (data, types):
            try:
                root_of(each)
            except XmlError as error:
                raise CasError(str(error)) from None
        if types not in self._types:
            self._types[types] = _tried(lambda: self._cassis.load_typesystem(io.BytesIO(types)))
        return _tried(lambda: self._cassis.load_cas_from_xmi(io.BytesIO(data), self._types[types]))


def _tried(read: Callable[[], Any]) -> Any:
    """What is read; a damaged file makes dkpro-cassis raise whatever it stumbles on."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except Exception:
        raise CasError("It is damaged, or of another version.") from None


def text_of(cas: Any) -> str:
    """The text of a CAS; empty where it holds none."""
    text = cas.sofa_string
    return text if isinstance(text, str) and text.strip() else ""


def title_of(cas: Any, name: str) -> str:
    """What the document is called, by what the CAS says or else by the file's name; without an ending."""
    titles = (
        getattr(each, "documentTitle", None) for each in cas.select_all_annotations() if each.type.name == _METADATA
    )
    return without_ending(next((each for each in titles if isinstance(each, str) and each.strip()), name))


def without_ending(name: str) -> str:
    """The name of a file without its folders and its ending."""
    return PurePath(name.replace("\\", "/")).stem or name
