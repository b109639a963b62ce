"""The exports of the review app: the same bytes as the command's, readable, without formulas, with their record."""

import csv
import hashlib
import html
import http.client
import io
import json
import zipfile
from contextlib import closing

import pytest
from openpyxl import load_workbook
from recorded_study import LENA, MAX, decided, done, recorded_study
from review_server import served
from run_process import finished

from evaluation.review.records.exporting import EXPORTS
from runs.exchange.inert_cells import revived
from runs.exchange.registry import all_formats
from runs.reviews.records import EventKind
from runs.study import Study

EVERYTHING = sum(len(each.forms) for each in EXPORTS)
FORMULA = '=HYPERLINK("http://evil.example","x") \u202e, "quoted"\nand 💛'


def download(app, path):
    """The answer's status, its headers and its bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=60)
    with closing(connection):
        connection.request("GET", path, headers={"Cookie": app.cookie})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = recorded_study(tmp_path_factory.mktemp("export") / "my study \u00fc.db", text=FORMULA)
    with closing(Study(path)) as kept:
        decided(kept, 1, note=FORMULA)
        undone = decided(kept, 3, reviewer=MAX)
        done(kept, EventKind.UNDONE, case=3, reviewer=MAX, target=undone.number)
        done(kept, EventKind.FLAGGED, case=4, content={"note": FORMULA})
        done(kept, EventKind.FLAGGED, case=5, content={"note": "taken back"})
        done(kept, EventKind.UNFLAGGED, case=5)
    return path


@pytest.fixture(scope="module")
def app(study):
    with served(study, "--read-only") as one:
        yield one


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def parts(form, data):
    """What is compared of a file: all of it; of a workbook, all of its parts but that with the time it was made."""
    if form != "xlsx":
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
@pytest.mark.parametrize(("name", "option"), [("codings", ()), ("consensus", ("--consensus", "1"))])
def test_codings_are_the_bytes_that_the_command_writes(name, option, form, app, study, tmp_path):
    status, headers, data = download(app, f"/export/{name}.{form}")
    file = tmp_path / f"f.{form}"
    assert finished(["export", form, file, *option, "--study", study]).returncode == 0
    assert status == 200
    assert parts(form, data) == parts(form, file.read_bytes())
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"].startswith(f'attachment; filename="my-study-{name}-')
    assert headers["Content-Disposition"].endswith(f'.{form}"')


def test_a_workbook_opens_and_holds_no_formula(app, tmp_path):
    file = tmp_path / "f.xlsx"
    file.write_bytes(download(app, "/export/codings.xlsx")[2])
    with zipfile.ZipFile(file) as book:
        assert not any(b"<f" in book.read(name) for name in book.namelist() if "worksheets" in name)
    sheet = load_workbook(file)["codings"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(FORMULA in str(cell.value) for cell in cells)


def test_every_format_that_the_command_writes_is_offered_with_what_it_holds_and_leaves_out(app):
    page = html.unescape(download(app, "/export")[2].decode())
    for each in all_formats():
        if not each.write:
            continue
        ending = each.endings.removeprefix(".")
        address = f"/export/codings.{each.form}" if each.write_rows else f"/export/{each.form}.{ending}"
        assert f'href="{address}"' in page
        assert each.write_rows or each.is_written in page
        assert each.write_rows or each.is_not_written[1:] in page
        status, headers, data = download(app, address)
        assert (status, headers["Content-Type"]) == (200, each.media)
        assert len(data) > 100


def test_decisions_are_read_back_as_they_were_made(app):
    lossless = [json.loads(line) for line in download(app, "/export/decisions.jsonl")[2].splitlines()]
    first, second = lossless
    assert (first["rater_a"], first["rater_b"], first["choice"], first["codes"]) == ("m", LENA, "a", "strain")
    assert (first["note"], first["reasons"], first["seconds"]) == (FORMULA, "ambiguous text", 3.5)
    assert (first["undone"], first["decides"]) == (False, True)
    assert (second["reviewer"], second["undone"], second["decides"]) == (MAX, True, False)
    assert (second["rater_a"], second["rater_b"]) == ("", "")
    table = rows(download(app, "/export/decisions.csv")[2])
    assert list(table[0]) == list(first)
    assert table[0]["note"].startswith("'=")
    assert revived(table[0]["note"]) == FORMULA


def test_flags_are_those_that_hold(app):
    (flag,) = rows(download(app, "/export/flags.csv")[2])
    assert (flag["case"], flag["document"], flag["codes"], flag["state"]) == ("4", "talk", "strain", "open")
    assert revived(flag["note"]) == FORMULA


def test_the_record_names_the_very_bytes_beside_it(app, study):
    for path, count in (("codings.csv.zip", 1), ("everything.zip", EVERYTHING)):
        status, headers, data = download(app, f"/export/{path}")
        assert (status, headers["Content-Type"]) == (200, "application/zip")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            about = json.loads(archive.read("about.json"))
            held = {name: archive.read(name) for name in archive.namelist() if name != "about.json"}
        assert len(held) == count
        assert {each["name"]: each["sha256"] for each in about["files"]} == {
            name: hashlib.sha256(content).hexdigest() for name, content in held.items()
        }
        assert all(len(held[each["name"]]) == each["bytes"] for each in about["files"])
        assert about["study"] == study.name
        with closing(Study(study)) as kept:
            (last,) = kept.connection.execute("select max(id) from review_events").fetchone()
        assert about["history"]["last_event"] == last
        assert len(about["history"]["sha256"]) == 64


def test_cases_that_are_not_decided_are_counted_on_the_page(app):
    assert "7 of 8 cases" in app.ask("/export").text


def test_what_is_not_offered_is_not_there(app):
    for path in (
        "codings.pdf",
        "decisions.xlsx",
        "x.csv",
        "..%2fx.csv",
        "codings",
        "everything.csv",
        "flags.csv.zip.zip",
    ):
        assert app.ask(f"/export/{path}").status == 404, path


def test_all_codings_are_given_after_it_was_agreed_to_and_recorded(tmp_path):
    study = recorded_study(tmp_path / "study.db", text="zanzibar")
    with served(study, "--reviewer", LENA) as app:
        assert "Files with codings show who coded what" in app.ask("/export").text
        for path in ("/export/codings.csv", "/export/codings.csv.zip", "/export/everything.zip"):
            asking = app.ask(path)
            assert "is recorded" in asking.text
            assert "zanzibar" not in asking.text
        assert app.ask("/export/decisions.csv").headers["Content-Type"].startswith("text/csv")
        assert app.post("/export/codings.csv", request="yes").headers["Location"] == "/export/codings.csv"
        assert b"zanzibar" in download(app, "/export/codings.csv")[2]
        assert "Files with codings show" not in app.ask("/export").text


def test_the_report_of_agreement_is_the_one_that_the_command_makes(app, study, tmp_path):
    page, text = tmp_path / "r.html", tmp_path / "r.md"
    ended = finished(["agree", "--study", study, "--json", "--html", page, "--markdown", text])
    assert ended.returncode == 0, ended.stderr
    assert json.loads(download(app, "/export/agreement.json")[2]) == json.loads(ended.stdout)
    assert download(app, "/export/agreement.html")[2].decode() == page.read_text("utf-8")
    assert download(app, "/export/agreement.md")[2].decode() == text.read_text("utf-8")
