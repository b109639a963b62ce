"""Reads members of zip packages by name, from memory and within limits; nothing is ever written to disk."""

import io
import re
import struct
import zipfile
import zlib
from typing import NamedTuple

from codebook import InputError

_MEMBER = b"PK\x01\x02"
_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")
_SMALL = 10_000_000
"""Up to this size it does not matter how well a member was packed."""


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)
"""What the reading of a broken package raises."""


class ArchiveError(InputError):
    """A package cannot be read; ``reason`` says why in a sentence."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("The package cannot be read.", why=reason)


class Limits(NamedTuple):
    """How much of a package is read at most, in bytes unpacked."""

    members: int = 20_000
    member_bytes: int = 300_000_000
    total_bytes: int = 1_000_000_000
    ratio: int = 250
    """How many times larger a member may be than it was packed."""


class Archive:
    """A zip package in memory.

    Raises:
        ArchiveError: It is broken, has too many members, or names that lead out of it.
    """

    def __init__(self, data: bytes, limits: Limits = Limits()) -> None:  # noqa: B008
        self._limits = limits
        self._left = limits.total_bytes
        if data.count(_MEMBER) > 2 * limits.members:
            raise self._too_many()
        try:
            self._package = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise ArchiveError("Its package is broken.") from None
        members = self._package.infolist()
        if len(members) > limits.members:
            raise self._too_many()
        self._members = {member.filename: member for member in members if _is_file(member)}
        if any(_OUTSIDE.search(name) for name in self._members):
            raise ArchiveError("The name of a part leads out of the package, which no program writes.")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all members."""
        return tuple(self._members)

    @property
    def declared_bytes(self) -> int:
        """How large all members are unpacked, as the package says."""
        return sum(member.file_size for member in self._members.values())

    @property
    def is_encrypted(self) -> bool:
        """Whether a member is protected by a password."""
        return any(member.flag_bits & 1 for member in self._members.values())

    def find(self, path: str) -> str | None:
        """The member at a path, whatever the case of its letters, or else the only one of that name in any folder."""
        if path in self._members:
            return path
        wanted = path.replace("\\", "/").casefold()
        alike = [name for name in self._members if name.replace("\\", "/").casefold() == wanted]
        if not alike:
            base = wanted.rpartition("/")[2]
            alike = [name for name in self._members if name.replace("\\", "/").casefold().rpartition("/")[2] == base]
        return alike[0] if len(alike) == 1 else None

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            ArchiveError: It is damaged, encrypted, or larger than the limits allow.
        """
        self.check(name)
        member = self._members[name]
        self._left -= member.file_size
        try:
            return self._package.read(member)
        except _BROKEN:
            raise ArchiveError("Its package is broken.") from None

    def check(self, name: str) -> None:
        """Tells what would keep a member from being read, before anything of it is unpacked.

        Raises:
            ArchiveError: It is encrypted, or says that it is larger than the limits allow.
        """
        member = self._members[name]
        if member.flag_bits & 1:
            raise ArchiveError("It is encrypted.")
        if member.file_size > min(self._limits.member_bytes, self._left):
            raise ArchiveError(
                f"Unpacked, a part has over {self._limits.member_bytes // 1_000_000} MB, or what is read of all parts"
                f" over {self._limits.total_bytes // 1_000_000} MB."
            )
        if member.file_size > _SMALL and member.file_size > self._limits.ratio * max(member.compress_size, 1):
            raise ArchiveError(f"Unpacked, a part is over {self._limits.ratio} times as large, as in a zip bomb.")

    def _too_many(self) -> ArchiveError:
        return ArchiveError(f"It has over {self._limits.members:,} parts.")


def _is_file(member: zipfile.ZipInfo) -> bool:
    return bool(member.filename) and not member.filename.endswith("/")
