"""An export onto a disk that is full: what was there before stays."""

import pytest
from faulty_endpoint import FaultyEndpoint
from run_process import code_words, finished, prepared
from small_disk import small_disk


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A study that a model has coded."""
    study = prepared(tmp_path_factory.mktemp("coded") / "study.db", turns=40, documents=2)
    with FaultyEndpoint(latency=0) as endpoint:
        assert finished(code_words(study, endpoint.url)).returncode == 0
    return study


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_an_export_that_does_not_fit_leaves_the_one_before_as_it_was(form, coded, tmp_path):
    disk = tmp_path / "disk"
    with small_disk(disk, "12k") as enlarge:
        file = disk / f"codings.{form}"
        file.write_text("the one before")
        (disk / "ballast").write_bytes(bytes(4096))
        ended = finished(["export", form, file, "--overwrite", "--study", coded])
        assert ended.returncode == 2, ended.stderr
        assert ended.stderr.startswith(f"intercoder: The file '{file}' could not be written. The system says: No space")
        assert len(ended.stderr.splitlines()) == 1
        assert file.read_text() == "the one before"
        assert {each.name for each in disk.iterdir()} == {"ballast", file.name}
        enlarge("1m")
        assert finished(["export", form, file, "--overwrite", "--study", coded]).returncode == 0
        assert file.stat().st_size > 4096
