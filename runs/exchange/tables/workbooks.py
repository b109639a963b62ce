"""Keeps what is no honest workbook from the libraries that read workbooks whole."""

from codebook import InputError
from runs.archives import Archive, ArchiveError, Limits

_LIMITS = Limits(member_bytes=500_000_000, total_bytes=500_000_000, ratio=100)
_ZIP = b"PK\x03\x04"
_PARTS = (b"xl/workbook.", b"opendocument.spreadsheet")
_DO = "Save it again in a spreadsheet program, or as CSV."


def refuse_hostile_workbook(name: str, data: bytes) -> None:
    """Refuses a workbook that is a bomb or too large, before any of it is unpacked; other files pass.

    Raises:
        InputError: It is one.
    """
    if not data.startswith(_ZIP) or not any(part in data for part in _PARTS):
        return
    try:
        package = Archive(data, _LIMITS)
        if package.declared_bytes > _LIMITS.total_bytes:
            raise ArchiveError(f"Unpacked it has over {_LIMITS.total_bytes // 1_000_000} MB.")
        for member in package.names:
            package.check(member)
    except ArchiveError as error:
        raise InputError(f"{name!r} cannot be read as a workbook.", why=error.reason, do=_DO) from None
