"""The report as one page: what it is made of, and that nothing else can get in."""

import base64
import hashlib
import json
import re

import pytest
from drawn_reports import HOSTILE, Page, of_hostile_names, synthetic

from evaluation.reports.html import html_report
from evaluation.reports.records import AgreementReport


@pytest.fixture(scope="module")
def report():
    return synthetic(reference="Anna")


@pytest.fixture(scope="module")
def hostile():
    return of_hostile_names()


def test_nothing_is_loaded_from_elsewhere_and_the_page_forbids_it(report):
    source = html_report(report)
    page = Page(source)
    assert not re.search(r"https?:|//[a-z]|url\(|@import", source.replace(page.scripts[1][1], ""))
    assert {tag for tag, _ in page.elements}.isdisjoint({"img", "link", "iframe", "object", "embed", "base", "form"})
    used = {name for _, attributes in page.elements for name in attributes}
    assert used.isdisjoint({"src", "srcset", "action", "data", "background", "xlink:href"})
    assert all(attributes["href"].startswith("#") for attributes in page.all("a"))
    assert any("default-src 'none'" in str(attributes.get("content")) for attributes in page.all("meta"))


def test_the_only_script_that_may_run_is_the_one_that_sorts(report):
    page = Page(html_report(report))
    (data, _), (attributes, script) = page.scripts
    assert data == {"type": "application/json", "id": "report"}
    assert attributes == {}
    wanted = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = next(each["content"] for each in page.all("meta") if "http-equiv" in each)
    assert f"script-src 'sha256-{wanted}';" in policy


def test_the_links_of_the_page_lead_to_its_sections(report):
    page = Page(html_report(report))
    there = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(there) == len(set(there))
    assert {attributes["href"][1:] for attributes in page.all("a")} <= set(there)
    labels = [attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes]
    assert set(labels) <= set(there)


def test_every_table_has_a_caption_and_every_heading_its_scope(report):
    page = Page(html_report(report))
    assert len(page.all("caption")) == len(page.all("table")) > 10
    assert {attributes["scope"] for attributes in page.all("th")} == {"col", "row"}
    frames = [attributes for attributes in page.all("div") if attributes.get("role") == "region"]
    assert len(frames) == len(page.all("table"))
    assert all(attributes["tabindex"] == "0" for attributes in frames)


def test_the_json_in_the_page_is_the_report(report):
    (_, data), _ = Page(html_report(report)).scripts
    assert json.loads(data) == json.loads(report.model_dump_json())
    assert AgreementReport.model_validate_json(data) == report


def test_names_cannot_leave_their_place_in_the_page(hostile):
    page = Page(html_report(hostile))
    assert len(page.scripts) == 2
    assert not page.all("img")
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not re.search(r"</script(?!>\s*(<script>|</body>))", html_report(hostile))
    for name in HOSTILE:
        assert " ".join(name.split()) in page.text
    assert AgreementReport.model_validate_json(page.scripts[0][1]) == hostile
