"""Members of packages that are written."""

from zipfile import ZIP_DEFLATED, ZipInfo


def undated(name: str) -> ZipInfo:
    """A member without a date: a ZIP file knows none before 1980 and after 2107, and a clock may be wrong.

    So what is written again of the same study is the same to the byte, but for dates inside.
    """
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    return member
