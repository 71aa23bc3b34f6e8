"""INT, TERM and HUP end a command in order, whenever they come, and do not disturb the ending itself."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_in_order() -> None:
    """From now on a signal that ends is raised where the program is, so that everything is left in order.

    A shell that starts it in the background ignores Ctrl-C; here it counts in any case.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _end)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as with nohup: it stays when its terminal goes
        signal.signal(signal.SIGHUP, _end)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Inside, a signal that ends waits: who ends processes must not be ended half-way. It is raised afterwards.

    Signals reach the main thread alone; in another one there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[signal.Signals] = []
    former = {number: signal.signal(number, lambda got, _: came.append(signal.Signals(got))) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
    if came:
        signal.raise_signal(came[0])


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
