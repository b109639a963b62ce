"""Codings as Parquet: the rows of the CSV, with types; and what is said where the package for it is missing."""

from contextlib import closing

import pytest
from pyarrow import parquet
from recorded_study import recorded_study

from codebook import InputError
from coder.cli.exporting import export_form
from runs.exchange import registry
from runs.exchange.format import WriteOptions
from runs.exchange.rows import parquet_export
from runs.exchange.rows.text_export import COLUMNS
from runs.exchange.study_export import study_rows
from runs.study import Study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    with closing(
        Study(recorded_study(tmp_path_factory.mktemp("parquet") / "study.db", text="=1+1 \U0001f49b"))
    ) as made:
        yield made


@pytest.mark.parametrize("group", [1, 3, 20_000])
def test_parquet_holds_the_rows_of_every_other_form_with_their_types(study, tmp_path, monkeypatch, group):
    monkeypatch.setattr(parquet_export, "_GROUP", group)
    file = tmp_path / "codings.parquet"
    written = export_form(study, "parquet", file, None, WriteOptions())
    rows = [row.model_dump(mode="json") for row in study_rows(study)]
    table = parquet.read_table(file)
    assert table.to_pylist() == rows
    assert written.rows == len(rows) > 3
    types = {field.name: str(field.type) for field in table.schema}
    assert tuple(types) == COLUMNS
    assert (types["start"], types["independent"], types["probability"], types["rater_kind"], types["quotation"]) == (
        "int64",
        "bool",
        "double",
        "string",
        "string",
    )


def test_a_consensus_is_written_as_parquet_with_its_source(study, tmp_path):
    file = tmp_path / "consensus.parquet"
    written = export_form(study, "parquet", file, 0, WriteOptions())
    table = parquet.read_table(file)
    assert table.num_rows == written.rows
    assert table.column_names == [*COLUMNS, "source"]


def test_without_the_package_the_command_says_what_to_install(study, tmp_path, monkeypatch):
    monkeypatch.setattr(registry, "find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"pyarrow is not installed.*pip install 'intercoder\[parquet\]'"):
        export_form(study, "parquet", tmp_path / "codings.parquet", None, WriteOptions())
    assert not (tmp_path / "codings.parquet").exists()
    assert "parquet" not in {each.form for each in registry.row_forms()}
