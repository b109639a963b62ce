"""Word files with comments, written by hand as Word writes them."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def start(number):
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number):
    return f'<w:commentRangeEnd w:id="{number}"/><w:r><w:commentReference w:id="{number}"/></w:r>'


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inside):
    return f"<w:p>{''.join(inside)}</w:p>"


def comment(number, author, *lines):
    paragraphs = "".join(
        f'<w:p w14:paraId="{number:04X}{at:04X}">{run(line)}</w:p>' for at, line in enumerate(lines, 1)
    )
    return f'<w:comment w:id="{number}" w:author="{author}" w:date="2026-11-23T10:00:00Z">{paragraphs}</w:comment>'


def commented(body, comments, *, threads="", doctype=""):
    """A Word file.

    Args:
        body: What stands in ``w:body``.
        comments: Elements ``w:comment``.
        threads: Elements ``w15:commentEx``.
        doctype: What stands before ``w:comments``.
    """
    types = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{types}.document.main+xml"/>'
        f'<Override PartName="/word/comments.xml" ContentType="{types}.comments+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{_REL}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_REL}/comments" Target="comments.xml"/></Relationships>',
        "word/document.xml": f'<w:document {W} xmlns:r="{_REL}"><w:body>{body}</w:body></w:document>',
        "word/comments.xml": f"{doctype}<w:comments {W} {W14}>{''.join(comments)}</w:comments>",
    }
    if threads:
        parts["word/commentsExtended.xml"] = f"<w15:commentsEx {W15}>{threads}</w15:commentsEx>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()
