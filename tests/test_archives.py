import io
import struct
import zipfile

import pytest

from runs.archives import Archive, ArchiveError, Limits


def package(*members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_member_is_found_whatever_its_case_or_folder_but_never_when_two_could_be_meant():
    archive = Archive(package(("Sources/A.TXT", b"one"), ("x/b.txt", b"two"), ("y/b.txt", b"three")))
    assert archive.read(archive.find("sources/a.txt")) == b"one"
    assert archive.find("elsewhere/a.txt") == "Sources/A.TXT"
    assert archive.find("b.txt") is None
    assert archive.find("X/B.txt") == "x/b.txt"
    assert archive.find("none.txt") is None


def test_s10_a_member_that_unpacks_to_hundreds_of_times_its_size_is_refused_before_it_is_unpacked():
    archive = Archive(package(("bomb.xml", b" " * 50_000_000), ("small.txt", b"a" * 1_000_000)))
    with pytest.raises(ArchiveError, match="zip bomb"):
        archive.read("bomb.xml")
    assert len(archive.read("small.txt")) == 1_000_000


def test_s10_what_is_read_in_all_is_limited():
    archive = Archive(package(*((f"{n}", b"x" * 400) for n in range(3)), method=0), Limits(total_bytes=1000))
    assert len(archive.read("0")) + len(archive.read("1")) == 800
    with pytest.raises(ArchiveError, match="Unpacked"):
        archive.read("2")


def test_s10_a_member_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_says():
    data = bytearray(package(("a", b"x" * 100_000)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    with pytest.raises(ArchiveError, match="broken"):
        Archive(bytes(data)).read("a")


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:/a", "..\\a", "a\\..\\..\\b"])
def test_s10_a_name_that_leads_out_of_the_package_is_refused(name):
    with pytest.raises(ArchiveError, match="leads out"):
        Archive(package((name, b"x")))


def test_t11_a_hundred_thousand_members_are_refused():
    with pytest.raises(ArchiveError, match="20,000 parts"):
        Archive(package(*((f"{n}", b"") for n in range(100_000)), method=0))


def test_t11_a_member_without_a_name_is_none():
    data = package(("a", b"one"), ("b", b"two"), method=0)
    at = data.index(b"PK\x01\x02") + 46
    assert Archive(data[:at] + b"\0" + data[at + 1 :]).names == ("b",)


def test_t11_encrypted_and_broken_packages_are_refused():
    data = bytearray(package(("a", b"text")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    archive = Archive(bytes(data))
    assert archive.is_encrypted
    with pytest.raises(ArchiveError, match="encrypted"):
        archive.read("a")
    for broken in (b"PK\x03\x04", package(("a", b"text"))[:-30], b""):
        with pytest.raises(ArchiveError, match="broken"):
            Archive(broken)
