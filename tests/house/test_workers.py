"""Tests that meet on one thing (an Elasticsearch, the files of one folder) are run by one worker, one after the other."""

import pytest


@pytest.mark.parametrize("group", ["a", "b"])
def test_a_worker_takes_the_tests_of_a_file_as_one(group: str, request: pytest.FixtureRequest) -> None:
    """The name of the group stands behind the test's own: without it pytest-xdist deals tests out one by one."""
    if not request.config.getoption("loadgroup", default=False):
        pytest.skip("one process runs all tests: there is nothing to deal out (make test runs two)")
    assert request.node.nodeid.endswith(f"@{request.node.path}")
