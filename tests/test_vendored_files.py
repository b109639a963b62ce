"""The files of others that the review app serves are theirs, unchanged, and load nothing."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

import evaluation.review

VENDOR = Path(evaluation.review.__path__[0]) / "static" / "vendor"
PACKAGES = tomllib.loads((VENDOR / "vendor.toml").read_text("utf-8"))["package"]
ADDRESS = re.compile(r"""(?:[a-z]+:)?//[\w\[][^\s"'`),;>]+""", re.IGNORECASE)
NAMED_BUT_NOT_LOADED = {"http://www.w3.org/2000/svg", "https://picocss.com"}
"""The name of the language of drawings, and the home page in a comment."""


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["file"])
def test_a_vendored_file_is_the_one_entered_for_its_package(package):
    assert hashlib.sha256((VENDOR / package["file"]).read_bytes()).hexdigest() == package["sha256"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["file"])
def test_a_vendored_file_names_no_host_to_load_from(package):
    source = (VENDOR / package["file"]).read_text("utf-8")
    assert set(ADDRESS.findall(source)) <= NAMED_BUT_NOT_LOADED
    assert not re.search(r"@import|sourceMappingURL|\bimport\s*\(|\beval\s*\(|\bFunction\s*\(", source)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["file"])
def test_a_vendored_file_has_its_licence_beside_it(package):
    licence = " ".join((VENDOR / package["licence_file"]).read_text("utf-8").split())
    permits = {"MIT": "Permission is hereby granted, free of charge", "0BSD": "for any purpose with or without fee"}
    assert permits[package["licence"]] in licence


def test_nothing_stands_among_the_vendored_files_that_is_not_entered():
    entered = {package[key] for package in PACKAGES for key in ("file", "licence_file")}
    assert {file.name for file in VENDOR.iterdir()} == entered | {"vendor.toml"}
