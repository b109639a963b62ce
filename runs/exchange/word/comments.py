"""The comments of a Word document: who wrote what, and on which words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from runs.exchange.imported import NotTaken
from runs.exchange.word.breaks import BREAKS
from runs.exchange.xml_elements import XmlError, attribute, children, is_called, root_of

_COMMENTS = re.compile(r"word/comments\d*\.xml", re.IGNORECASE)
_EXTENDED = re.compile(r"word/commentsExtended\d*\.xml", re.IGNORECASE)


class Comment(NamedTuple):
    """One comment."""

    id: str
    author: str
    text: str
    is_reply: bool
    is_resolved: bool


class Thread(NamedTuple):
    """What Word keeps of a comment beside it."""

    is_reply: bool = False
    is_resolved: bool = False


def with_words(comments: Sequence[Comment]) -> list[Comment]:
    """The comments that may be codings: those that say something and are no replies."""
    return [each for each in comments if each.text.strip() and not each.is_reply]


def set_aside(comments: Sequence[Comment]) -> Iterator[NotTaken]:
    """How many others there are, by what they are."""
    counts = {
        "replies to comments": sum(each.is_reply for each in comments),
        "comments without a word": sum(not each.text.strip() and not each.is_reply for each in comments),
    }
    yield from (NotTaken(what, number) for what, number in counts.items() if number)


def comments_in(parts: Mapping[str, bytes]) -> tuple[Comment, ...]:
    """The comments of a document by its parts, in their order.

    Raises:
        XmlError: They are broken, nested too deep, or declare entities.
    """
    found = next((part for path, part in parts.items() if _COMMENTS.fullmatch(path)), None)
    if found is None:
        return ()
    extended = next((part for path, part in parts.items() if _EXTENDED.fullmatch(path)), None)
    threads = dict(_threads(root_of(extended))) if extended else {}
    return tuple(_comment(each, threads) for each in children(root_of(found), "comment"))


def has_comments(parts: Mapping[str, bytes]) -> bool:
    """Whether a document has a comment that can be read."""
    try:
        return bool(comments_in(parts))
    except XmlError:
        return True


def _comment(element: Element, threads: Mapping[str, Thread]) -> Comment:
    paragraphs = [each for each in element.iter() if is_called(each, "p")]
    named = (threads[id_] for id_ in (attribute(each, "paraId") for each in paragraphs) if id_ in threads)
    thread = next(named, Thread())
    return Comment(
        id=attribute(element, "id"),
        author=attribute(element, "author"),
        text="\n".join("".join(_words(each)) for each in paragraphs),
        is_reply=thread.is_reply,
        is_resolved=thread.is_resolved,
    )


def _words(paragraph: Element) -> Iterator[str]:
    for each in paragraph.iter():
        name = each.tag.rpartition("}")[2]
        yield (each.text or "") if name == "t" else BREAKS.get(name, "")


def _threads(root: Element) -> Iterator[tuple[str, Thread]]:
    for each in children(root, "commentEx"):
        is_resolved = attribute(each, "done") in {"1", "true", "on"}
        yield attribute(each, "paraId"), Thread(bool(attribute(each, "paraIdParent")), is_resolved)
