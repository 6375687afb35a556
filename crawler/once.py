"""Threads that ask for the same costly table wait for the first of them, instead of each building it.

In: a function that remembers its answers (functools.cache). Out: the same function, called by one thread at a time. For tables
that few documents need; what every document needs is built before threads start (crawler.preparing). Knows nothing else.
"""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Table = TypeVar("Table")


def one_at_a_time(make: Callable[Arguments, Table]) -> Callable[Arguments, Table]:
    """`make`, of which no two threads run at once: the later ones find what the first has built."""
    lock = RLock()

    @wraps(make)
    def ask(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Table:
        with lock:
            return make(*args, **kwargs)

    return ask
