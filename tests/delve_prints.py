"""Composes PDF files in the structure that a browser prints of a transcript in Delve."""

import re
from collections.abc import Sequence
from typing import NamedTuple

SIZE, SMALL, LARGE = 10.5, 7.9, 18
WIDE = 0.6
"""The width of a character of Courier, as a share of its size."""
LEFT, TOP, FOOT, PITCH = 45, 700, 80, 23.25
COLUMNS = 60
ADDRESS = "https://app.delvetool.com/transcripts/4711/print"
CLOSING = "Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)"


class Shown(NamedTuple):
    """A paragraph to print; ``[`` and ``]`` in its text enclose what is underlined."""

    speaker: str
    text: str
    codes: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        return re.sub(r"[\[\]]", "", self.text)


class _Pages:
    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = float(TOP)

    def room(self, height: float) -> None:
        if self.y - height < FOOT:
            self.pages.append([])
            self.y = float(TOP)

    def draw(self, operators: str) -> None:
        self.pages[-1].append(operators)

    def write(self, text: str, x: float, *, font: str = "F1", size: float = SIZE, y: float | None = None) -> None:
        escaped = re.sub(r"([()\\])", r"\\\1", text)
        self.draw(f"BT /{font} {size} Tf {x:.2f} {self.y if y is None else y:.2f} Td ({escaped}) Tj ET")


def delve_pdf(title: str, paragraphs: Sequence[Shown], *, margins: bool = True, closing: bool = True) -> bytes:
    """A print of paragraphs with their codes, in Courier, as many pages as it takes."""
    pages = _Pages()
    pages.write(title, LEFT, size=LARGE)
    for paragraph in paragraphs:
        pages.y -= 2 * PITCH - 4
        if paragraph.speaker:
            pages.room(0)
            pages.write(paragraph.speaker, LEFT, font="F2")
            pages.y -= 19
        _print_text(pages, paragraph.text)
        if paragraph.codes:
            _print_tags(pages, paragraph.codes)
    if closing:
        pages.y -= 3 * PITCH
        pages.room(0)
        pages.draw(f"0.93 g {LEFT} {pages.y + 20:.2f} 511 0.8 re f 0 g")
        pages.write(CLOSING, LEFT)
    if margins:
        for number, page in enumerate(pages.pages, 1):
            page.insert(0, _margins(title, number, len(pages.pages)))
    return pdf_file(["\n".join(page) for page in pages.pages])


def _margins(title: str, number: int, count: int) -> str:
    lines = ((27, 769, "6/4/23, 5:43 PM"), (293, 769, title), (27, 17, ADDRESS), (560, 17, f"{number}/{count}"))
    return "\n".join(f"BT /F1 8 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in lines)


def _print_text(pages: _Pages, text: str) -> None:
    """Lines broken as a browser does it: before the word that does not fit, and after a hyphen."""
    plain, marked, seams, under = "", [], set(), False
    for character in text:
        if character in "[]":
            if character == "[" and marked and marked[-1]:
                seams.add(len(plain))
            under = character == "["
        else:
            plain += character
            marked.append(under)
    at = 0
    for part in plain.split("\n"):
        for line in _wrapped(part):
            start = plain.index(line, at)
            at = start + len(line)
            pages.room(0)
            pages.write(line, LEFT)
            _underline(pages, marked, seams, start, at)
            pages.y -= PITCH
    pages.y += PITCH


def _wrapped(text: str) -> list[str]:
    lines = [""]
    for word in re.findall(r"\s*(?:[^\s-]*-(?=\w)|\S+)", text):
        if lines[-1] and len(lines[-1] + word) > COLUMNS:
            lines.append(word.lstrip())
        else:
            lines[-1] += word
    return lines


def _underline(pages: _Pages, marked: Sequence[bool], seams: set[int], start: int, end: int) -> None:
    begun = None
    for at in range(start, end + 1):
        under = at < end and marked[at]
        if begun is not None and (not under or at in seams):
            width = (at - begun) * SIZE * WIDE
            x = LEFT + (begun - start) * SIZE * WIDE
            pages.draw(f"0.29 0.56 0.89 rg {x:.2f} {pages.y - 3.7:.2f} {width:.2f} 1.5 re f 0 g")
            begun = None
        if under and begun is None:
            begun = at


def _print_tags(pages: _Pages, codes: Sequence[str]) -> None:
    pages.y -= 24
    pages.room(0)
    x = float(LEFT)
    for code in codes:
        width = len(code) * SMALL * WIDE + 13
        if x + width > 556:
            x = LEFT
            pages.y -= 20
            pages.room(0)
        pages.draw(f"{x:.2f} {pages.y - 5:.2f} {width:.2f} 15.4 re S")
        pages.write(code, x + 6.5, size=SMALL)
        x += width + 12


def pdf_file(streams: Sequence[str]) -> bytes:
    """A PDF file of pages with these content streams."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 791] /Contents {6 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n".encode("cp1252")
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer
