"""The main process lives whatever a file does to its reader."""

import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from crawler.read import sandbox as module
from crawler.read import worker
from crawler.read.outcomes import ReadOutcome
from crawler.read.pages import read
from crawler.read.sandbox import Sandbox
from crawler.read.sniff import Format

from .conftest import SAMPLES, page, plain

PDF = (SAMPLES / "dispatch.pdf").read_bytes()


def child_of_next_file(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The process id of the child that reads the next file."""
    known: dict[str, int] = {}
    real = module._line

    def line(connection: object) -> bytes:
        said = real(connection)  # type: ignore[arg-type]
        known["child"] = int(said)
        return said

    monkeypatch.setattr(module, "_line", line)
    return known


def test_a_child_that_dies_is_a_crash_and_the_next_file_is_read(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = child_of_next_file(monkeypatch)

    def shoot() -> None:
        while "child" not in known:
            time.sleep(0.001)
        os.kill(known["child"], signal.SIGKILL)

    shooter = threading.Thread(target=shoot)
    shooter.start()
    picture = (SAMPLES / "dispatch.png").read_bytes()
    result = sandbox.parse(Format.IMAGE, picture)
    shooter.join()
    assert result.outcome is ReadOutcome.CRASHED
    monkeypatch.undo()
    assert sandbox.parse(Format.PDF, PDF).outcome is ReadOutcome.TEXT


def test_a_file_that_takes_too_long_is_stopped_with_its_helpers(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = child_of_next_file(monkeypatch)
    started = time.monotonic()
    assert (
        sandbox.parse(Format.IMAGE, (SAMPLES / "dispatch.png").read_bytes(), deadline=0.4).outcome
        is ReadOutcome.TIMEOUT
    )
    assert time.monotonic() - started < 5
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(known["child"], 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the child or its tesseract lives on")


def test_the_reader_is_started_again_when_it_is_gone() -> None:
    with Sandbox() as sandbox:
        assert sandbox.parse(Format.PDF, PDF).outcome is ReadOutcome.TEXT
        assert sandbox._control is not None
        sandbox._control.close()
        assert sandbox.parse(Format.PDF, PDF).outcome is ReadOutcome.TEXT


def test_its_process_is_started_by_a_file_alone_and_ends_with_it(workers: Callable[[], set[int]]) -> None:
    before = workers()
    with Sandbox() as sandbox:
        assert not workers() - before
        assert sandbox.parse(Format.PDF, PDF).outcome is ReadOutcome.TEXT
        assert len(workers() - before) == 1
    until = time.monotonic() + 10
    while workers() - before and time.monotonic() < until:
        time.sleep(0.02)
    assert not workers() - before


def test_a_page_without_files_starts_no_process_and_one_read_alone_leaves_none(
    workers: Callable[[], set[int]], truth: str
) -> None:
    before = workers()
    assert read(page(f"<html><body><h1>Cảnh báo</h1><p>{truth}</p></body></html>")).text
    assert not workers() - before
    assert plain(read(page(PDF, "dispatch.pdf")).text) == plain(truth)
    until = time.monotonic() + 10
    while workers() - before and time.monotonic() < until:
        time.sleep(0.02)
    assert not workers() - before


def test_many_files_at_once_do_not_mix_their_answers(sandbox: Sandbox) -> None:
    kinds = [
        (Format.PDF, "dispatch.pdf"),
        (Format.DOCX, "dispatch.docx"),
        (Format.SHEET, "list.xlsx"),
        (Format.RTF, "dispatch.rtf"),
    ] * 5
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda pair: sandbox.parse(pair[0], (SAMPLES / pair[1]).read_bytes()), kinds))
    for (kind, _), result in zip(kinds, results, strict=True):
        assert ("19012345678901" in result.pages[0]) == (kind is Format.SHEET)


@pytest.mark.parametrize(
    "kind", [Format.PDF, Format.DOCX, Format.DOC, Format.RTF, Format.SHEET, Format.IMAGE, Format.BUNDLE]
)
def test_noise_of_every_format_has_a_named_outcome(sandbox: Sandbox, kind: Format) -> None:
    for seed in (
        b"",
        b"\x00" * 5000,
        bytes(range(256)) * 20,
        b"PK\x03\x04" + bytes(200),
        b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999>>stream",
    ):
        assert isinstance(sandbox.parse(kind, seed).outcome, ReadOutcome)


def in_a_child(job: object) -> int:
    """The exit status of a forked child that ran a function."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(int(job()))  # type: ignore[operator]
        except MemoryError:
            os._exit(77)
        except OSError:
            os._exit(78)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_child_cannot_take_more_memory_than_it_may() -> None:
    def greedy() -> int:
        worker.confine()
        return len(bytearray(worker.MEMORY_BYTES)) and 0

    assert in_a_child(greedy) == 77


def test_a_child_has_no_network() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()

        def call_home() -> int:
            if not worker.leave_the_network():
                return 79
            with socket.create_connection(address, timeout=2):
                return 0

        status = in_a_child(call_home)
    if status == 79:
        pytest.skip("this kernel allows no network namespace")
    assert status == 78
