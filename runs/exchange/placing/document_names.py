"""Which transcript a document's name in a table means."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from codebook import name_key

_FOLDERS = re.compile(r"^.*[/\\]")
_EXTENSION = re.compile(r"\.(?=\w*[a-z])\w{1,5}$")


class DocumentNames:
    """Names of transcripts, found as written or else without folder, extension and case."""

    def __init__(self, documents: Iterable[str]) -> None:
        self._documents = frozenset(documents)

    def find(self, written: str) -> str | None:
        """The transcript that a name means; None where there is none, or more than one."""
        if written in self._documents:
            return written
        for holders, key in ((self._by_name, name_key(written)), (self._by_stem, _stem(written))):
            if len(holders.get(key, ())) == 1:
                return holders[key][0]
        return None

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for document in self._documents:
            holders[name_key(document)].append(document)
        return dict(holders)

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for document in self._documents:
            holders[_stem(document)].append(document)
        return dict(holders)


def _stem(name: str) -> str:
    return _EXTENSION.sub("", name_key(_FOLDERS.sub("", name)))
