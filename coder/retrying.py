"""The one owner of retries."""

from collections.abc import Awaitable, Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, wait_random_exponential

from coder.errors import PassingError, RateLimitedError

_JITTER = wait_random_exponential(multiplier=0.5, max=60)


def patiently(attempts: int, patience: float, sleep: Callable[[float], Awaitable[None]]) -> AsyncRetrying:
    """Retries after errors that may pass, with full jitter up to a minute.

    Args:
        attempts: How often one request is sent at most, those that met a limit not counted.
        patience: Seconds after which a request that keeps meeting a limit is given up.
        sleep: Waits so many seconds.
    """
    others = 0

    def enough(state: RetryCallState) -> bool:
        nonlocal others
        limited = isinstance(_error(state), RateLimitedError)
        others += not limited
        return others >= attempts or (limited and (state.seconds_since_start or 0) > patience)

    def pause(state: RetryCallState) -> float:
        return 0 if isinstance(_error(state), RateLimitedError) else _JITTER(state)

    return AsyncRetrying(
        retry=retry_if_exception_type(PassingError), stop=enough, wait=pause, sleep=sleep, reraise=True
    )


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome else None
