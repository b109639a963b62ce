"""The bytes that reach the model: what a request shares with others, what is its own, and the key that names it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from prompts import Message


class Request(NamedTuple):
    """One request, ready to be sent and to be kept."""

    key: str
    """SHA-256 over the endpoint, everything that is sent, and the replicate."""
    own: str
    """JSON of the messages after the shared ones, and of the SHA-256 of each shared part."""
    parts: dict[str, str]
    """What other requests send too, by SHA-256: parameters with the shared messages, and the answer's form."""
    content: bytes
    """The very bytes that are sent."""


class _Form(NamedTuple):
    """The form of an answer as it was last asked for."""

    schema: Any
    name: str
    text: str


class Framing:
    """Makes the requests of one run.

    Args:
        address: What names the endpoint.
        shared: The messages with which every request of the run begins.
        parameters: Model and sampling parameters.
        replicate: Which of several runs that ask the same.
        strict: Whether the endpoint is asked to keep to the answer's form.
    """

    def __init__(
        self, address: str, shared: Sequence[Message], parameters: dict[str, Any], *, replicate: int = 1, strict: bool
    ) -> None:
        self._count, self._strict = len(shared), strict
        self.parameters = parameters
        self._head, self._head_text = _named({"parameters": parameters, "messages": list(shared)})
        self._start = f"{address}\n{replicate}\n"
        self._before = _canonical(parameters | {"messages": list(shared)})[: -len("]}")] + ("," if shared else "")
        self._form = _Form(None, "", "")

    def request(self, messages: Sequence[Message], form: dict[str, Any]) -> Request:
        """The request that sends these messages, which begin with the shared ones, and asks for an answer in a form."""
        name, text = self._named_form(form)
        own_messages = _canonical(list(messages[self._count :]))
        own = f'{{"head":"{self._head}","form":"{name}","messages":{own_messages}}}'
        key = hashlib.sha256(f"{self._start}{own}".encode("utf-8", "surrogatepass")).hexdigest()
        content = f'{self._before}{own_messages[1:]},"response_format":{text}}}'
        return Request(key, own, {self._head: self._head_text, name: text}, content.encode("utf-8", "backslashreplace"))

    def _named_form(self, form: dict[str, Any]) -> tuple[str, str]:
        """The form's name and text, which are made anew only when another schema is asked for."""
        schema = form["json_schema"]["schema"]
        if schema is not self._form.schema:
            if self._strict:
                form = form | {"json_schema": form["json_schema"] | {"strict": True}}
            self._form = _Form(schema, *_named(form))
        return self._form.name, self._form.text


def _named(content: object) -> tuple[str, str]:
    text = _canonical(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text


def _canonical(content: object) -> str:
    """JSON in the order in which it is sent: another order of a form's fields is another request."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
