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
    body: dict[str, Any]


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

    def request(self, body: dict[str, Any]) -> Request:
        """The request that sends a body of the chat protocol."""
        form = body["response_format"]
        if self._strict:
            form = form | {"json_schema": form["json_schema"] | {"strict": True}}
        name, text = _named(form)
        own = _canonical({"head": self._head, "form": name, "messages": body["messages"][self._count :]})
        key = hashlib.sha256(f"{self._start}{own}".encode("utf-8", "surrogatepass")).hexdigest()
        return Request(key, own, {self._head: self._head_text, name: text}, body | {"response_format": form})


def _named(content: object) -> tuple[str, str]:
    text = _canonical(content)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text


def _canonical(content: object) -> str:
    """JSON in the order in which it is sent: another order of a form's fields is another request."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
