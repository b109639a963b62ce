import sys
from pathlib import Path

import pytest

from codebook import InputError
from coder.cli.importing.files import import_files, recognised
from runs.exchange import formats, registry
from runs.exchange.format import Sureness
from runs.study import Study
from runs.transcript_store import transcripts

NEW_FORMAT = """
from runs.exchange.format import Format, Sureness
from runs.exchange.imported import Imported
from runs.exchange.positions.project_texts import project_transcript


def _recognises(name, data):
    return Sureness.CERTAIN if data.startswith(b"%made up%") else Sureness.NO


def _read(name, data, rater):
    text = data.decode().removeprefix("%made up%")
    return Imported("made up", transcripts=(project_transcript("new", text, program="x", file=name, sha256=""),))


FORMAT = Format(name="made-up file", endings=".x", tested_with="nothing", gives=("transcripts",),
                recognises=_recognises, read=_read)
"""


@pytest.fixture
def another_format(tmp_path, monkeypatch):
    """A format that was put into the room as one file, and nothing else was changed."""
    room = tmp_path / "room"
    room.mkdir()
    (room / "zz_made_up.py").write_text(NEW_FORMAT, encoding="utf-8")
    monkeypatch.setattr(formats, "__path__", [*formats.__path__, str(room)])
    registry.all_formats.cache_clear()
    yield
    registry.all_formats.cache_clear()
    sys.modules.pop("runs.exchange.formats.zz_made_up", None)


@pytest.mark.usefixtures("another_format")
def test_a_format_is_added_by_one_file_and_a_file_of_it_is_known_by_its_content(tmp_path):
    file = tmp_path / "talk.csv"
    file.write_bytes(b"%made up%P1: Well.")
    study = Study(tmp_path / "a.db", create=True)
    (report,) = import_files(study, [file])
    assert not report.refused, report.summary
    assert transcripts(study)["new"].text == "P1: Well."


@pytest.mark.usefixtures("another_format")
def test_a_file_that_two_formats_are_equally_sure_of_is_refused_and_both_are_named(tmp_path):
    file = tmp_path / "talk.csv"
    file.write_bytes(b"%made up%\ndocument,rater,quotation,code\na,b,c,d\n")
    forms = {each.name: each for each in registry.all_formats()}
    both = [forms[name] for name in ("made-up file", "table of codings")]
    assert [each.recognises(file.name, file.read_bytes()) for each in both] == [Sureness.CERTAIN] * 2
    with pytest.raises(InputError, match=r"a made-up file.*table of codings|table of codings.*a made-up file"):
        recognised(file)
    (report,) = import_files(Study(tmp_path / "a.db", create=True), [file])
    assert report.refused
    assert "--as transcripts" in report.summary
    assert registry.format_of(file.name, file.read_bytes(), "codings").name == "table of codings"


def test_every_format_tells_what_it_keeps_and_what_it_was_tested_with():
    for each in registry.all_formats():
        assert each.tested_with.endswith("."), each.name
        assert bool(each.read) == bool(each.is_read) == bool(each.gives) == bool(each.recognises), each.name
        assert bool(each.write) == bool(each.is_written) == bool(each.form), each.name
    told = (Path(__file__).parents[1] / "docs/formats.md").read_text(encoding="utf-8")
    assert all(f"## {each.name[0].upper()}{each.name[1:]}\n" in told for each in registry.all_formats())
