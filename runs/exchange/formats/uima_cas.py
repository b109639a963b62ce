"""Annotations of INCEpTION, and of other programs that write UIMA CAS as JSON."""

import io
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import Any, NamedTuple, cast

from codebook import InputError
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported, UnreadableFile
from runs.exchange.json_files import json_in
from runs.exchange.labelled_texts import Labelled, LabelledText, imported
from runs.exchange.offsets import SourceText
from runs.exchange.selections import GivenCode, Selection

_NAME = "UIMA CAS as JSON"
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_ENTITY = f"{_DKPRO}ner.type.NamedEntity"
_METADATA = f"{_DKPRO}metadata.type.DocumentMetaData"
_STRING = "uima.cas.String"
_ENDS = frozenset({"Governor", "Dependent"})
"""Features by which a relation is known."""


def _recognises(name: str, data: bytes) -> Sureness:
    begins = data[:500].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_one = begins.startswith(b"{") and (b'"%TYPES"' in begins or b'"%FEATURE_STRUCTURES"' in data)
    return Sureness.CERTAIN if is_one else Sureness.NO


def _read(name: str, data: bytes, rater: str | None) -> Imported:
    json_in(name, _NAME, data)
    cas = _cas(name, data)
    text = cas.sofa_string
    if not isinstance(text, str) or not text.strip():
        raise UnreadableFile(name, _NAME, "It holds no text.", do="Export the document with its text.")
    found = _Annotations(list(cas.select_all_annotations()), text, rater or "")
    labelled = Labelled(
        program=_NAME,
        texts=[LabelledText(_document(cas, name), SourceText(text))],
        marked=found.selections,
        looked=[(0, rater or "")],
        not_taken=found.not_taken,
        notes=tuple(found.notes()),
    )
    return imported(name, labelled)


def _cas(name: str, data: bytes) -> Any:
    """What dkpro-cassis reads, with positions in code points; a damaged file makes it raise whatever it stumbles on."""
    try:
        cassis = cast(Any, import_module("cassis"))
    except ImportError:
        do = "Install it with: pip install 'intercoder[cas]'"
        why = "It is read with dkpro-cassis, which is not installed."
        raise InputError(f"{name!r} is a {_NAME}.", why=why, do=do) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return cassis.load_cas_from_json(io.BytesIO(data))
    except Exception:
        raise UnreadableFile(name, _NAME, "It is damaged, or of another version.", do="Export it anew.") from None


def _document(cas: Any, name: str) -> str:
    """What the document is called, by what the file says or else by the file's name."""
    titles = (
        getattr(each, "documentTitle", None) for each in cas.select_all_annotations() if each.type.name == _METADATA
    )
    title = next((each for each in titles if isinstance(each, str) and each.strip()), name)
    return PurePath(title.replace("\\", "/")).stem or title


class _Label(NamedTuple):
    """What one feature of an annotation says."""

    feature: str
    value: str


class _Annotations:
    """The codings among the annotations of one document."""

    def __init__(self, annotations: Sequence[Any], text: str, rater: str) -> None:
        self.not_taken: Counter[str] = Counter()
        self._length = len(text)
        held = [(each, labels) for each in annotations if (labels := self._labels(each)) is not None]
        self._features = {
            layer: sorted({label.feature for each, labels in held for label in labels if each.type.name == layer})
            for layer in {each.type.name for each, _ in held}
        }
        self.selections = [
            Selection(
                source=0,
                start=each.begin,
                end=each.end,
                name=text[each.begin : each.end],
                rationale="",
                codings=tuple(GivenCode(self._code(each.type.name, label), rater) for label in labels),
                is_whole=False,
                may_be_cut=False,
            )
            for each, labels in held
            if labels
        ]

    def _labels(self, annotation: Any) -> list[_Label] | None:
        """What an annotation of a layer says; None where it is no coding: a token, a sentence, a relation."""
        layer, features = annotation.type.name, [each for each in annotation.type.all_features]
        if layer.startswith(("uima.", _DKPRO)) and layer != _ENTITY:
            return None
        if {each.name for each in features} >= _ENDS:
            self.not_taken["relations"] += 1
            return None
        if not self._has_place(annotation.begin, annotation.end):
            self.not_taken["annotations without a place in the text"] += 1
            return None
        strings = [each.name for each in features if each.rangeType.name == _STRING]
        said = [_Label(each, getattr(annotation, each)) for each in strings if getattr(annotation, each, None)]
        self.not_taken["annotations without a label"] += not said
        return said

    def _has_place(self, begin: object, end: object) -> bool:
        return isinstance(begin, int) and isinstance(end, int) and 0 <= begin < end <= self._length

    def _code(self, layer: str, label: _Label) -> str:
        """The label, with its feature before it in a layer that has several."""
        return label.value if len(self._features[layer]) == 1 else f"{label.feature}: {label.value}"

    def notes(self) -> Iterator[str]:
        """What a person should know of how layers were read."""
        for layer, features in sorted(self._features.items()):
            if len(features) > 1:
                named = ", ".join(features)
                yield f"The layer {layer} has several features ({named}): codes are called by feature and label."


FORMAT = Format(
    name=_NAME,
    endings=".json",
    gives=("transcripts", "codings"),
    recognises=_recognises,
    read=_read,
    is_read="The text; annotations of all layers but those of tokens and sentences, each string of theirs as a code,"
    " over the very characters (UTF-16 in the file, code points here). A file is of one annotator and does not say of"
    " whom: `--rater` says it. Reading takes the extra `cas`.",
    is_lost="Relations, links between annotations, numbers and switches of layers, and annotations without a label.",
    tested_with="Files written with dkpro-cassis 0.12; no INCEpTION was run.",
)
