"""The codings among the annotations of UIMA CAS."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from runs.exchange.positions.selections import GivenCode, Selection

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_ENTITY = f"{_DKPRO}ner.type.NamedEntity"
_SPAN, _WHOLE = "uima.tcas.Annotation", "uima.cas.AnnotationBase"
_STRING = "uima.cas.String"
_ENDS = frozenset({"Governor", "Dependent"})
"""Features by which a relation is known."""


class CasLabel(NamedTuple):
    """What one feature of an annotation says."""

    feature: str
    value: str


class CasAnnotation(NamedTuple):
    """An annotation that is a coding, with positions in code points."""

    begin: int
    end: int
    layer: str
    labels: tuple[CasLabel, ...]


class CasAnnotations(NamedTuple):
    """What one CAS holds."""

    text: str
    found: tuple[CasAnnotation, ...]
    not_taken: Counter[str]


def annotations_in(cas: Any, text: str) -> CasAnnotations:
    """The codings among the annotations of a CAS: not tokens, sentences, relations, nor what has no label."""
    not_taken: Counter[str] = Counter()
    found = tuple(_codings(cas, text, not_taken))
    not_taken["annotations of a document as a whole"] += sum(map(_is_of_document, cas.select_all_fs()))
    return CasAnnotations(text, found, not_taken)


def _codings(cas: Any, text: str, not_taken: Counter[str]) -> Iterator[CasAnnotation]:
    for each in cas.select_all_annotations():
        layer, features = each.type.name, list(each.type.all_features)
        if layer.startswith(("uima.", _DKPRO)) and layer != _ENTITY:
            continue
        if {feature.name for feature in features} >= _ENDS:
            not_taken["relations"] += 1
        elif not _has_place(each.begin, each.end, len(text)):
            not_taken["annotations without a place in the text"] += 1
        elif said := tuple(_labels(each, features)):
            yield CasAnnotation(each.begin, each.end, layer, said)
        else:
            not_taken["annotations without a label"] += 1


def _is_of_document(structure: Any) -> bool:
    """Whether something is said of the document that has no place in its text."""
    if structure.type.name.startswith(("uima.", _DKPRO)):
        return False
    above = structure.type
    while above is not None and above.name not in (_SPAN, _WHOLE):
        above = above.supertype
    return above is not None and above.name == _WHOLE


def _labels(annotation: Any, features: list[Any]) -> Iterator[CasLabel]:
    for each in features:
        value = getattr(annotation, each.name, None) if each.rangeType.name == _STRING else None
        if value:
            yield CasLabel(each.name, value)


def _has_place(begin: object, end: object, length: int) -> bool:
    return isinstance(begin, int) and isinstance(end, int) and 0 <= begin < end <= length


class CasCodings:
    """Gathers the codings of several CAS, so that a label is called the same whoever gave it."""

    def __init__(self) -> None:
        self.not_taken: Counter[str] = Counter()
        self._held: list[tuple[int, str, str, CasAnnotation]] = []

    def add(self, source: int, rater: str, annotations: CasAnnotations) -> None:
        """Add what a rater annotated in a text."""
        self.not_taken += annotations.not_taken
        for each in annotations.found:
            self._held.append((source, rater, annotations.text[each.begin : each.end], each))

    @property
    def selections(self) -> list[Selection]:
        """All of it, as selections of texts."""
        features = self._features()
        return [
            Selection(
                source=source,
                start=each.begin,
                end=each.end,
                name=words,
                rationale="",
                codings=tuple(GivenCode(_code(label, features[each.layer]), rater) for label in each.labels),
                may_be_cut=False,
            )
            for source, rater, words, each in self._held
        ]

    def _features(self) -> dict[str, list[str]]:
        """The features that say something, by layer."""
        used = {(each.layer, label.feature) for *_, each in self._held for label in each.labels}
        return {layer: sorted(name for held, name in used if held == layer) for layer, _ in used}

    def notes(self) -> Iterator[str]:
        """What a person should know of how layers were read."""
        for layer, features in sorted(self._features().items()):
            if len(features) > 1:
                named = ", ".join(features)
                yield f"The layer {layer} has several features ({named}): codes are called by feature and label."


def _code(label: CasLabel, features: list[str]) -> str:
    """The label, with its feature before it in a layer that has several."""
    return label.value if len(features) == 1 else f"{label.feature}: {label.value}"
