"""What is drawn on the pages of a PDF file: characters with their places, and the outlines of lines and boxes."""

import ctypes
from collections.abc import Callable
from typing import NamedTuple, Protocol, cast

import pypdfium2
from pypdfium2 import raw

from runs.transcripts.pdf_pages import SOFT_HYPHENS
from runs.transcripts.reading import UnreadableTranscript

MAX_GLYPHS, MAX_SHAPES = 50_000, 2_000
"""What one page may show; a printed page of speech has some thousand characters and some dozen shapes."""

_BOLD_NAMES = ("bold", "black", "heavy")
_NAME_LENGTH = 128


class Area(NamedTuple):
    """A rectangle on a page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """How high it is, in points."""
        return self.top - self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


class Glyph(NamedTuple):
    """One character as it is printed."""

    character: str
    left: float
    right: float
    baseline: float
    size: float
    """The size of its type, in points."""
    bold: bool

    @property
    def middle(self) -> float:
        """Half way between its edges."""
        return (self.left + self.right) / 2


class DrawnPage(NamedTuple):
    """What one page shows."""

    glyphs: list[Glyph]
    shapes: list[Area]
    """The bounds of everything that is drawn and is no text: lines, boxes."""


class _Raw(Protocol):
    """What is used of pdfium, whose binding has no types."""

    FPDF_PAGEOBJ_PATH: int
    FPDFText_GetUnicode: Callable[[object, int], int]
    FPDFText_GetCharOrigin: Callable[[object, int, object, object], int]
    FPDFText_GetLooseCharBox: Callable[[object, int, object], int]
    FPDFText_GetFontSize: Callable[[object, int], float]
    FPDFText_GetMatrix: Callable[[object, int, object], int]
    FPDFText_GetFontInfo: Callable[[object, int, object, int, object], int]
    FPDFText_IsGenerated: Callable[[object, int], int]


class _Corners(Protocol):
    left: float
    right: float


class _Matrix(Protocol):
    d: float


class _Object(Protocol):
    type: int

    def get_bounds(self) -> tuple[float, float, float, float]: ...


class _Page(Protocol):
    def get_objects(self, *, max_depth: int) -> list[_Object]: ...


class _TextPage(Protocol):
    raw: object

    def count_chars(self) -> int: ...


_PDFIUM = cast("_Raw", raw)


def drawn_page(name: str, document: pypdfium2.PdfDocument, number: int) -> DrawnPage:
    """What the page of this number, from 0, shows.

    Raises:
        UnreadableTranscript: It shows more than a printed page of speech can.
    """
    page = document[number]
    text_page = page.get_textpage()
    try:
        text = cast("_TextPage", text_page)
        shapes = _shapes(cast("_Page", page))
        if len(shapes) > MAX_SHAPES or text.count_chars() > MAX_GLYPHS:
            reason = f"Page {number + 1} shows more than a printed page of speech can."
            raise UnreadableTranscript(name, reason, do="Print the transcript again.")
        return DrawnPage(_glyphs(text), shapes)
    finally:
        text_page.close()
        page.close()


def _shapes(page: _Page) -> list[Area]:
    objects = page.get_objects(max_depth=4)
    return [Area(*each.get_bounds()) for each in objects if each.type == _PDFIUM.FPDF_PAGEOBJ_PATH]


def _glyphs(page: _TextPage) -> list[Glyph]:
    glyphs: list[Glyph] = []
    for index in range(page.count_chars()):
        character = chr(_PDFIUM.FPDFText_GetUnicode(page.raw, index))
        if _PDFIUM.FPDFText_IsGenerated(page.raw, index):
            if character == " " and glyphs:
                glyphs.append(_space_after(glyphs[-1]))
        elif character != "\0":
            glyphs.append(_glyph(page.raw, index, character))
    return glyphs


def _space_after(glyph: Glyph) -> Glyph:
    """A space that pdfium sees between two characters and that is not in the file."""
    return glyph._replace(character=" ", left=glyph.right)


def _glyph(page: object, index: int, character: str) -> Glyph:
    x, y = ctypes.c_double(), ctypes.c_double()
    _PDFIUM.FPDFText_GetCharOrigin(page, index, x, y)
    box = cast("_Corners", raw.FS_RECTF())
    _PDFIUM.FPDFText_GetLooseCharBox(page, index, box)
    return Glyph(
        character=_plain(character),
        left=min(box.left, box.right),
        right=max(box.left, box.right),
        baseline=y.value,
        size=_size(page, index),
        bold=_is_bold(page, index),
    )


def _plain(character: str) -> str:
    if character in SOFT_HYPHENS:
        return "-"
    return " " if character.isspace() else character


def _size(page: object, index: int) -> float:
    matrix = cast("_Matrix", raw.FS_MATRIX())
    scale = abs(matrix.d) if _PDFIUM.FPDFText_GetMatrix(page, index, matrix) else 1
    return _PDFIUM.FPDFText_GetFontSize(page, index) * (scale or 1)


def _is_bold(page: object, index: int) -> bool:
    name = ctypes.create_string_buffer(_NAME_LENGTH)
    _PDFIUM.FPDFText_GetFontInfo(page, index, name, _NAME_LENGTH, None)
    written = name.value.decode("utf-8", "replace").lower()
    return any(each in written for each in _BOLD_NAMES)
