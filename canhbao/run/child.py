"""Runs a function in a child process of its own, with a deadline and a limit of memory.

In: an importable function with arguments that can be pickled. Out: its result, or ChildFailed with the reason. The
child starts fresh (spawn): a crawl needs a reactor that was never run, and a leak or a crash stays in it.
"""

import multiprocessing
import resource
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
GRACE = 10.0


class ChildFailed(Exception):
    """`kind` is 'deadline' or 'crashed'; the message is one line."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def run_in_child(
    function: Callable[Arguments, Result],
    seconds: float,
    memory: int,
    /,
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    """Call `function` in a child. `seconds` is its deadline, `memory` its address space in bytes (0: no limit).

    Raises ChildFailed if it raised, died or did not end in time; then it has been ended, and what it had archived stays.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_call, args=(sender, memory, function, args, kwargs), daemon=False)
    child.start()
    sender.close()
    state: str
    value: Any
    try:
        answered = receiver.poll(seconds)
        state, value = receiver.recv() if answered else ("deadline", f"not done within {seconds:.0f} s")
    except EOFError:
        child.join(GRACE)
        state, value = "crashed", f"ended with code {child.exitcode}"
    finally:
        receiver.close()
        _end(child)
    if state != "done":
        raise ChildFailed(state, str(value))
    result: Result = value
    return result


def _end(child: Any) -> None:
    child.join(GRACE if child.exitcode is None and not child.is_alive() else 0.5)
    if child.is_alive():
        child.terminate()
        child.join(GRACE)
    if child.is_alive():
        child.kill()
        child.join()
    child.close()


def _call(sender: Connection, memory: int, function: Callable[..., Any], args: Any, kwargs: Any) -> None:
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        message = ("done", function(*args, **kwargs))
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        message = ("crashed", f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})")
    sender.send(message)
    sender.close()
