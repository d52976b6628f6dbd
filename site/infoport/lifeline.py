"""Processes that end when their parent does, even when that one is killed with signal 9."""

import functools
import signal
import sys
from collections.abc import Callable


def tie(end: signal.Signals) -> Callable[[], None]:
    """Return what a child calls to be sent `end` when its parent dies; only Linux knows such a request.

    The library is loaded here, in the parent: a child that changed its user may no longer read Python's own files.
    """
    import ctypes  # noqa: PLC0415 - most who import this module never call it

    pr_set_pdeathsig = 1  # linux/prctl.h; a change of user clears it, so it is called after that
    if sys.platform != "linux":
        return int
    return functools.partial(ctypes.CDLL(None).prctl, pr_set_pdeathsig, int(end))
