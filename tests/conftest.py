"""Fixtures for every folder: the shared material, Elasticsearch, a data folder filled by the demo."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
# The code beside these tests is what they test, here and in the processes that they start, whatever is installed.
sys.path.insert(0, str(ROOT))
settings.register_profile("here", deadline=None)  # how long an example takes says how busy a machine is, and no more
settings.load_profile("here")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))


@pytest.hookimpl(tryfirst=True)  # before the hook of a worker, that writes the groups behind the tests' names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Which tests a worker of `pytest -n` takes as one: those of a file, and all that meet on the one Elasticsearch.

    Files of independent cases (marked `spread`) are dealt out case by case.
    """
    for item in items:
        marked = item.get_closest_marker("elastic") or item.get_closest_marker("cluster")
        on_the_node = marked or "elasticsearch_url" in getattr(item, "fixturenames", ())
        if on_the_node or not item.get_closest_marker("spread"):
            item.add_marker(pytest.mark.xdist_group("elasticsearch" if on_the_node else str(item.path)))


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of inputs with their right answers; skipped where it is not beside the repository."""
    folder = ROOT.parent / "shared" / "cases"
    if not folder.is_dir():
        pytest.skip(f"the cases are not at {folder}")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of five real documents; skipped where it is not beside the repository."""
    folder = Path(os.environ.get("CANHBAO_SEEDS", ROOT.parent / "shared" / "seeds"))
    if not folder.is_dir():
        pytest.skip(f"the seed documents are not at {folder}: set CANHBAO_SEEDS to their folder")
    return folder


@pytest.fixture(scope="session")
def elasticsearch_url() -> str:
    """A real Elasticsearch; skipped where none is named."""
    url = os.environ.get("ELASTICSEARCH_TEST_URL")
    if not url:
        pytest.skip("no Elasticsearch: start one and set ELASTICSEARCH_TEST_URL, such as http://127.0.0.1:9200")
    return url


def run(*arguments: str, data: Path, index: str = "embedded", stdin: bytes = b"", **extra: str) -> Any:
    """Run `canhbao` in a process of its own, as a user would; returns the CompletedProcess with text output."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CANHBAO_")}
    done = subprocess.run(
        [sys.executable, "-c", "from canhbao.cli import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        timeout=300,
        cwd=data.parent,
        env={**environment, "CANHBAO_DATA": str(data), "CANHBAO_INDEX": index, **extra},
        check=False,
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


@pytest.fixture(scope="session")
def canhbao() -> Any:
    """The command as a function: canhbao('search', 'lua dao', data=…)."""
    return run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A data folder that `canhbao demo --no-serve --json` has filled, and what it printed."""
    data = tmp_path_factory.mktemp("demo") / "data"
    done = run("demo", "--no-serve", "--json", data=data)
    assert done.returncode == 0, done.stderr
    return data / "demo", json.loads(done.stdout)


@pytest.fixture
def workers() -> Callable[[], set[int]]:
    """Tells the ids of the processes that parse files for this one (crawler.read.worker), now."""

    def found() -> set[int]:
        ids = set()
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError):  # a process may end while it is looked at
                if folder.name.isdigit() and b"crawler.read.worker" in (folder / "cmdline").read_bytes():
                    parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                    ids |= {int(folder.name)} if parent == os.getpid() else set()
        return ids

    return found
