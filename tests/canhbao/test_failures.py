"""A disk or a database that refuses is one sentence with a remedy and exit code 4; a bug stays a bug."""

import errno
import os
import sqlite3

import pytest

from canhbao.failures import exit_code, sentence


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_refuses_is_unavailable_and_named_with_its_place(number: int) -> None:
    error = OSError(number, os.strerror(number), "/data/warc")
    assert exit_code(error) == 4
    assert "/data/warc" in sentence(error)
    assert os.strerror(number) in sentence(error)


def test_a_database_that_refuses_is_unavailable_and_says_how_to_look() -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    assert exit_code(error) == 4
    assert "`canhbao verify`" in sentence(error)


@pytest.mark.parametrize("error", [KeyError("x"), FileNotFoundError(errno.ENOENT, "no such file"), ValueError("y")])
def test_anything_else_is_a_bug_and_stops_loudly(error: Exception) -> None:
    assert exit_code(error) is None
