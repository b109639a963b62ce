"""A code as a form: what it says, field by field, and the code that a form makes of it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from codebook import Code, Codebook, CodebookError, Exemplars, InputError
from evaluation.review.forms import Form

LONGEST = 20_000
"""Characters of one field."""
MORE = 2
"""Empty fields behind the entries of each list."""


class ListField(NamedTuple):
    """A list that a code has."""

    name: str
    label: str
    hint: str


LISTS = (
    ListField("include", "Give it", "When to give the code."),
    ListField("exclude", "Do not give it", "When not to, and which code to give instead."),
    ListField("typical", "Typical passages", "Passages that any rater would give the code."),
    ListField("atypical", "Less typical passages", "Passages that have the code though they look unlike these."),
    ListField("near_miss", "Passages that only look like it", "Passages that seem to have the code and do not."),
)


def entries(code: Code, name: str) -> tuple[str, ...]:
    """The entries of one of a code's lists."""
    found: tuple[str, ...] = getattr(code.exemplars if name in Exemplars.model_fields else code, name)
    return found


def edited(code: Code, form: Form) -> Code:
    """The code with what a form says; its name and its place in the codebook stay.

    A text that was not touched stays as it is to the character, also where browsers send it otherwise.

    Raises:
        InputError: A text is too long.
    """
    lists = {field.name: _entries(entries(code, field.name), form, field.name) for field in LISTS}
    exemplars = Exemplars(**{name: lists.pop(name) for name in Exemplars.model_fields})
    (definition,) = _as_stored((code.definition,), (form.get("definition", ""),))
    return code.model_copy(update={"definition": definition, "exemplars": exemplars, **lists})


def with_code(book: Codebook, code: Code) -> Codebook:
    """The codebook with this code in the place of the one of its name.

    Raises:
        InputError: The codebook does not hold together so.
    """
    codes = tuple(code if each.name == code.name else each for each in book.codes)
    try:
        return Codebook(name=book.name, description=book.description, version=book.version, codes=codes)
    except CodebookError as error:
        raise InputError(error.what, why=error.why, do=error.do) from None


def _entries(known: Sequence[str], form: Form, name: str) -> tuple[str, ...]:
    placed = [(re.fullmatch(rf"{name}-([0-9]{{1,4}})", each), text) for each, text in form.items()]
    found = {int(place[1]): text for place, text in placed if place}
    return tuple(each for each in _as_stored(known, [found[place] for place in sorted(found)]) if each)


def _as_stored(known: Sequence[str], sent: Sequence[str]) -> list[str]:
    """The texts that were sent; one that is a stored one as a browser sends it is the stored one."""
    if any(len(text) > LONGEST for text in sent):
        raise InputError(f"A text has more than {LONGEST:,} characters.", do="Give a shorter one.")
    stored = {_as_sent(text): text for text in known}
    return [stored.get(_as_sent(text), _as_sent(text).strip()) for text in sent]


def _as_sent(text: str) -> str:
    """What is left of a text that went through a form: browsers know one line break, and no NUL."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
