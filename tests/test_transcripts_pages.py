"""Synthetic transcripts as rich text, as OpenDocument and as web pages."""

import io
import zipfile

import pytest
from transcript_talk import left_out, read, talk, times

from runs.exchange.registry import format_of
from runs.transcripts import UnreadableTranscript

MIMETYPE = "application/vnd.oasis.opendocument.text"
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"))
)


def odt(body: str, *, head: str = "", manifest: str = "<manifest/>") -> bytes:
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content {SPACES}><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo("mimetype"), MIMETYPE)
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def test_paragraphs_of_rich_text_are_turns_in_their_own_letters():
    data = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\title Secret title}}\pard "
        rb"{\b I:} Wie geht\rquote s M\'fcller?\par P1: Gut \u-10179?\u-8704?, caf\u233?.\par I: Sch\'f6n.\par}"
    )
    reading = read("a.rtf", data)
    assert talk(reading) == [("I", "Wie geht’s Müller?"), ("P1", "Gut 😀, café."), ("I", "Schön.")]
    assert reading.transcript.format == "RTF, labelled text"
    assert "Secret" not in reading.transcript.text


def test_a_table_in_rich_text_is_read_by_its_rows():
    rows = rb"\trowd\cellx1\cellx2 I\cell How are you?\cell\row \trowd\cellx1\cellx2 P1\cell Fine.\cell\row "
    assert talk(read("a.rtf", rb"{\rtf1\ansi " + rows + rb"\par}")) == [("I", "How are you?"), ("P1", "Fine.")]


def test_the_address_of_a_link_is_not_among_the_words_said():
    link = rb'{\field{\*\fldinst{HYPERLINK "http://x.example/"}}{\fldrslt{my page}}}'
    assert talk(read("a.rtf", rb"{\rtf1\ansi I: Hi.\par P1: See " + link + rb" there.\par I: Yes.\par}"))[1] == (
        "P1",
        "See my page there.",
    )


def test_deletions_in_rich_text_are_told_since_they_are_in_the_text():
    reading = read("a.rtf", rb"{\rtf1\ansi I: Hi.\par P1: I {\deleted never} agree.\par I: Yes.\par}")
    assert "1 deletions, which are in the text" in reading.warnings[0]


@pytest.mark.parametrize(
    "data",
    [
        rb"{\rtf1" + b"{" * 1_000_000,
        rb"{\rtf1 " + rb"{\pict 00" * 100_000,
        rb"{\rtf1\ansi\ansicpg1252 \'81}",
        rb"{\rtf1\ansi \u99999999999? x}",
        rb"{\rtf1 " + b"x" * 30_000_001,
        rb"{\rtf1\ansi \u-10179? alone}",
    ],
    ids=["deep", "pictures", "no letter", "no character", "large", "half a character"],
)
def test_hostile_rich_text_is_refused_with_a_reason(data: bytes):
    with pytest.raises(UnreadableTranscript) as caught:
        read("a.rtf", data)
    assert caught.value.do


def test_an_open_document_has_its_paragraphs_tables_and_changes():
    table = "".join(
        f"<table:table-row><table:table-cell>{p(who)}</table:table-cell><table:table-cell>{p(said)}</table:table-cell>"
        "</table:table-row>"
        for who, said in (("Speaker", "Text"), ("I", "Table?"), ("P1", "Yes."), ("I", "Good."))
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>GONE</text:p></text:deletion>"
        "</text:changed-region><text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
        + p("I: How<text:s text:c='2'/>are\n you?")
        + p("P1: Fine<text:line-break/>thanks<office:annotation><text:p>COMMENT</text:p></office:annotation>.")
        + p("I: Good<text:note><text:note-body><text:p>NOTE</text:p></text:note-body></text:note>.")
        + f"<table:table>{table}</table:table>"
    )
    reading = read("a.odt", odt(body))
    assert talk(reading) == [
        ("I", "How  are  you?"),
        ("P1", "Fine\nthanks."),
        ("I", "Good."),
        ("I", "Table?"),
        ("P1", "Yes."),
        ("I", "Good."),
    ]
    assert reading.warnings == ("Tracked changes found: 1 insertions kept, 1 deletions left out.",)
    assert left_out(reading) == {"comments": 1, "footnotes and endnotes": 1, "table header": 1}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (odt(p("I: &a;"), head='<!DOCTYPE a [<!ENTITY a "aaa">]>'), "document type"),
        (odt(p("I: &a;"), head='<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), "document type"),
        (odt("<a>" * 1_000_000), "nested"),
        (odt(p("I: Hello")).replace(b"PK\x05\x06", b"PK\x00\x00"), "broken"),
        (odt(p("Hi"), manifest="<m xmlns:manifest='x'><manifest:encryption-data/></m>"), "password"),
        (odt(p("a" * 70_000_000)), "60 MB"),
        (odt(p("a" * 20_000_000)), "zip bomb"),
    ],
    ids=["entity", "file", "deep", "broken", "password", "large", "bomb"],
)
def test_t12_hostile_open_documents_are_refused_with_a_reason(data: bytes, reason: str):
    with pytest.raises(UnreadableTranscript, match=reason):
        read("a.odt", data)


PAGE = """<!DOCTYPE html>
<html><head><title>T</title><style>p {color: red}</style></head><body>
<script>var x = "I: never said";</script>
<h1>Interview 7</h1>
<p><b>I:</b> How are
   you &amp; yours?</p><p>P1: Fine &lt;3<br>and&nbsp;more.<p>I: Good.
<!-- P1: hidden -->
</body></html>"""


def test_a_page_has_its_blocks_and_neither_scripts_nor_styles_nor_comments():
    reading = read("a.html", PAGE)
    assert talk(reading) == [("I", "How are you & yours?"), ("P1", "Fine <3\nand\xa0more."), ("I", "Good.")]
    assert left_out(reading) == {"title": 1, "scripts, styles and the page's head": 2}


def test_a_table_of_a_page_is_read_by_its_columns():
    rows = "<tr><th>Time<th>Speaker<th>Text<tr><td>00:01<td>I<td>Hello?</tr><tr><td>00:03</td><td>P1</td><td>Hi.</td>"
    reading = read("a.html", f"<html><body><table>{rows}</table></body></html>")
    assert talk(reading) == [("I", "Hello?"), ("P1", "Hi.")]
    assert times(reading) == [1000, 3000]


def test_a_page_in_another_encoding_is_read_in_the_one_that_it_declares():
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>I: Łódź?<p>P1: Tak.<p>I: Aha.</body></html>'
    reading = read("a.html", page.encode("iso-8859-2"))
    assert talk(reading)[0] == ("I", "Łódź?")
    assert reading.transcript.encoding == "iso8859-2"


@pytest.mark.parametrize("filler", ["<div>", "<table><tr><td>", "<script>", "<!--", "&amp;", "<", "</", "<a b='"])
def test_pages_with_a_hundred_thousand_of_a_sign_are_read_or_refused(filler: str):
    page = f"<html><body><p>I: Hello.<p>P1: Yes.{filler * 100_000}</body></html>"
    assert format_of("a.html", page.encode()).name == "transcript as a web page"
    assert read("a.html", page).transcript.text.startswith("I: Hello.")
