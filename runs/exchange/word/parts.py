"""The parts of a Word document that are the same for every study."""

from collections.abc import Iterator

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NOTES = "urn:intercoder:word:1"
"""The namespace of the part with codes and judged stretches."""
HEADING = "IntercoderInterview"
"""The style of the paragraph that has the name of an interview."""

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_BEGIN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def fixed_parts() -> Iterator[tuple[str, str]]:
    """The name and the content of each part."""
    overrides = {
        "/word/document.xml": "document.main",
        "/word/comments.xml": "comments",
        "/word/styles.xml": "styles",
    }
    listed = "".join(
        f'<Override PartName="{name}" ContentType="{_TYPES}.{kind}+xml"/>' for name, kind in overrides.items()
    )
    yield (
        "[Content_Types].xml",
        f'{_BEGIN}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>',
    )
    yield "_rels/.rels", _relationships(officeDocument="word/document.xml")
    yield (
        "word/_rels/document.xml.rels",
        _relationships(styles="styles.xml", comments="comments.xml", customXml="../customXml/item1.xml"),
    )
    yield (
        "word/styles.xml",
        f'{_BEGIN}<w:styles xmlns:w="{WORD}">'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:spacing w:after="80"/></w:pPr><w:rPr><w:sz w:val="22"/></w:rPr></w:style>'
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{HEADING}"><w:name w:val="Interview"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        '<w:pPr><w:keepNext/><w:spacing w:before="480" w:after="160"/><w:outlineLvl w:val="0"/></w:pPr>'
        '<w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style></w:styles>',
    )


def _relationships(**targets: str) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'{_BEGIN}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
