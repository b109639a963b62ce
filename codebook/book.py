"""A codebook: the codes of a study and how they are ordered."""

from functools import cached_property
from typing import Self

from pydantic import model_validator

from codebook.findings import CodebookError, Finding, FindingKind
from codebook.fingerprints import code_fingerprint, codebook_fingerprint
from codebook.names import name_key
from codebook.records import Code, Record
from codebook.structure import faults


class Codebook(Record, frozen=True):
    """The codes of a study, in their order.

    Names differ whatever the case of their letters, parents exist, no code is above itself, and at least
    one code can be given; anything else raises CodebookError.
    """

    name: str
    description: str = ""
    version: str | int = 1
    """The team's own label for this state of the codebook; it is not part of the fingerprint."""
    codes: tuple[Code, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        problems = [Finding(kind=FindingKind.UNUSABLE, what=fault.what, do=fault.do) for fault in faults(self.codes)]
        if problems:
            raise CodebookError("", problems)
        return self

    def __getitem__(self, name: str) -> Code:
        """The code of that name, whatever the case of its letters; KeyError where there is none."""
        return self._by_key[name_key(name)]

    def spelled(self, name: str) -> str:
        """A code's name as the codebook writes it; a name that it does not have as it is."""
        return self[name].name if name in self else name

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name_key(name) in self._by_key

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of all codes, headings included, in their order."""
        return tuple(code.name for code in self.codes)

    @cached_property
    def codable(self) -> tuple[Code, ...]:
        """The codes that can be given, in their order: all but the headings."""
        return tuple(code for code in self.codes if code.codable)

    @cached_property
    def groups(self) -> dict[str, tuple[Code, ...]]:
        """The codable codes of each exclusive group: a passage gets at most one of each."""
        names = dict.fromkeys(code.group for code in self.codable if code.group is not None)
        return {name: tuple(code for code in self.codable if code.group == name) for name in names}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256, hexadecimal, of name, description and codes in their order: what a model may be shown."""
        return codebook_fingerprint(self.name, self.description, self.codes)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """SHA-256 of each code, hexadecimal, by its name."""
        return {code.name: code_fingerprint(code) for code in self.codes}

    def children(self, name: str | None) -> tuple[Code, ...]:
        """The codes right under the named one, in their order; for None, the codes at the top."""
        above = None if name is None else self[name].name
        return tuple(code for code in self.codes if code.parent == above)

    def ancestors(self, name: str) -> tuple[Code, ...]:
        """The codes above the named one, the nearest first."""
        found: list[Code] = []
        parent = self[name].parent
        while parent is not None:
            found.append(self[parent])
            parent = found[-1].parent
        return tuple(found)

    @cached_property
    def _by_key(self) -> dict[str, Code]:
        return {name_key(code.name): code for code in self.codes}
