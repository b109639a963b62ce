"""Signals that end a command: a request to end and a closed terminal do what Ctrl-C does."""

import os
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
_OUTPUTS = (1, 2)


@contextmanager
def ended_by_signals() -> Generator[list[signal.Signals]]:
    """SIGTERM and SIGHUP do what Ctrl-C does while the block lasts; those that came are in the list.

    A signal that was ignored before (``nohup``) stays ignored. When the terminal is gone, what is still printed
    goes nowhere instead of failing. Where SIGINT is ignored, as in the background of a script, a run under way ends
    at once, without waiting for its requests.
    """
    came: list[signal.Signals] = []

    def end(number: int, frame: FrameType | None) -> None:
        again = signal.Signals(number) in came
        came.append(signal.Signals(number))
        if came[-1].name == "SIGHUP":
            _let_go_of_a_terminal_that_is_gone(terminals)
            if again:  # the kernel and the shell both send one
                return
        on_ctrl_c = signal.getsignal(signal.SIGINT)
        if callable(on_ctrl_c):
            on_ctrl_c(signal.SIGINT, frame)
        else:
            raise KeyboardInterrupt

    terminals = [output for output in _OUTPUTS if os.isatty(output)]
    before = {number: signal.getsignal(number) for number in _ENDING if _may_be_handled(number)}
    for number in before:
        signal.signal(number, end)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _may_be_handled(number: int) -> bool:
    in_main_thread = threading.current_thread() is threading.main_thread()
    return in_main_thread and signal.getsignal(number) not in {signal.SIG_IGN, None}


def _let_go_of_a_terminal_that_is_gone(terminals: list[int]) -> None:
    for output in terminals:
        if not os.isatty(output):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, output)
            os.close(nowhere)
