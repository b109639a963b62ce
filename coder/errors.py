"""What can go wrong between us and a model.

```
IntercoderError
├── EndpointError       exit 5   the endpoint is of no use now; the run stops and can be resumed
├── CredentialsError    exit 4   the key, the quota or the model's name is refused: nothing else will help
└── BudgetError         exit 5   the run would cost more than it may
PassingError                     one exchange failed, and the same request may succeed later; never leaves coder
├── RateLimitedError             too many requests (429)
├── BadResponseError             what came is not a completion; its body is kept
└── TooLargeError                the reply is larger than a reply may be
RejectedError                    the endpoint does not take this one request (400, 413, 422)
RefusedError                     the model declined to answer
StoppedError                     the run was asked to stop
```
"""

from collections.abc import Mapping
from types import MappingProxyType

from codebook import IntercoderError


class EndpointError(IntercoderError):
    """The model's endpoint cannot be used."""

    exit_code = 5


class CredentialsError(IntercoderError):
    """The endpoint does not accept the key, has no quota left for it, or does not have the model."""

    exit_code = 4


class BudgetError(IntercoderError):
    """The run would go beyond what it may cost, or how often it may ask."""

    exit_code = 5


class PassingError(Exception):
    """One exchange failed in a way that may pass.

    Args:
        what: What happened, without any text of the request or the reply.
        status: The HTTP status, where one came.
        body: The reply's body, where one came.
        seconds: How long the exchange took.
    """

    def __init__(self, what: str, status: int | None = None, *, body: str | None = None, seconds: float = 0) -> None:
        super().__init__(what)
        self.status, self.body, self.seconds = status, body, seconds


class RateLimitedError(PassingError):
    """The endpoint asks for fewer requests."""

    headers: Mapping[str, str] = MappingProxyType({})
    """The reply's headers, which may tell how long to wait."""


class BadResponseError(PassingError):
    """A reply came that is not a completion."""


class TooLargeError(PassingError):
    """A reply is larger than a reply may be; the connection was closed."""


class RejectedError(Exception):
    """The endpoint does not take one request, and would not take it again.

    Args:
        what: What happened, without any text of the request or the reply.
        status: The HTTP status.
        body: The reply's body.
        seconds: How long the exchange took.
        filtered: Whether a filter of content declined it, which is a refusal.
    """

    def __init__(self, what: str, status: int, *, body: str, seconds: float, filtered: bool = False) -> None:
        super().__init__(what)
        self.status, self.body, self.seconds = status, body, seconds
        self.filtered = filtered


class RefusedError(Exception):
    """The model declined to answer."""


class StoppedError(Exception):
    """The run was asked to stop before this was sent."""
