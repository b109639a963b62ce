"""One text for each document of a package of INCEpTION, though every annotator's file has its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from runs.exchange.annotation.cas_codings import CasAnnotations
from runs.exchange.annotation.cas_files import without_ending


class Annotated(NamedTuple):
    """What one file of a document holds."""

    user: str
    is_curation: bool
    annotations: CasAnnotations


class Document(NamedTuple):
    """A document with what its files hold."""

    name: str
    initial: CasAnnotations | None
    """As it came in, where the package has that."""
    files: Sequence[Annotated]

    @property
    def text(self) -> str:
        """The text that most of its files have; of several, the one that it came in with."""
        held = [self.initial, *(each.annotations for each in self.files)]
        texts = Counter(each.text for each in held if each and each.text)
        return max(texts, key=lambda text: texts[text], default="")


def names_of(documents: Sequence[str]) -> Mapping[str, str]:
    """What each document is called: without its ending, unless two would be called the same."""
    bare = Counter(map(without_ending, documents))
    return {each: each if bare[without_ending(each)] > 1 else without_ending(each) for each in documents}
