"""Characters that a reader does not see, shown: in text as marks, in names and attributes written out."""

from markupsafe import Markup, escape

from runs.transcripts.hidden import HIDDEN_CHARACTER, is_hidden

_NOT_IN_A_PAGE = "\x00"
_STANDS_FOR_IT = "\ufffd"


def marked(text: str) -> Markup:
    """The text for a page, each unseen character as a mark that names it.

    The characters of the page's text stay as many as those of the text, so that places in one are places in the
    other; the unseen ones themselves are not displayed, so that none of them turns or hides what stands beside it.
    """
    parts: list[Markup] = []
    done = 0
    for found in HIDDEN_CHARACTER.finditer(text):
        if is_hidden(found.group()):
            parts += [exact(text[done : found.start()]), _mark(found.group())]
            done = found.end()
    return Markup("").join([*parts, exact(text[done:])])


def written_out(text: str) -> str:
    """The text with each unseen character named in its place, such as ``[U+202E]``; for names and attributes."""
    return HIDDEN_CHARACTER.sub(lambda found: _name(found.group()) if is_hidden(found.group()) else found.group(), text)


def exact(text: str) -> Markup:
    """The text for a page as it is, for a form to send back; a browser would take a carriage return for a line feed."""
    return escape(text).replace("\r", Markup("&#13;"))


def _mark(character: str) -> Markup:
    shown = _STANDS_FOR_IT if character == _NOT_IN_A_PAGE or "\ud800" <= character <= "\udfff" else character
    mark = '<span class="unseen" data-name="{}"><span class="unseen-itself">{}</span></span>'
    return Markup(mark).format(_name(character)[1:-1], shown)


def _name(character: str) -> str:
    return f"[U+{ord(character):04X}]"
