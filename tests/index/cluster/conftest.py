"""Three real Elasticsearch nodes on loopback, started from the distribution of the test node, that can be killed.

The distribution and its Java are learnt from the node at ELASTICSEARCH_TEST_URL; nothing of them is written here.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HEAP = "512m"
START_SECONDS = 120
UNPRIVILEGED = 65534  # Elasticsearch refuses to run as root


def ask(url: str, timeout: float = 30) -> Any:
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return json.load(answer)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Node:
    """One node. `kill` is kill -9 of its process group; `start` after it finds its data again."""

    def __init__(self, name: str, home: Path, java: Path, folder: Path, http: int, transport: int) -> None:
        self.name, self.url = name, f"http://127.0.0.1:{http}"
        self.transport = f"127.0.0.1:{transport}"
        self._home, self._java, self._folder = home, java, folder / name
        self._ports = (http, transport)
        self._process: subprocess.Popen[bytes] | None = None

    def lay_out(self, seeds: list[str], names: list[str]) -> None:
        for part in ("data", "logs", "tmp"):
            (self._folder / part).mkdir(parents=True)
        config = self._folder / "config"
        shutil.copytree(self._home / "config", config)
        options = (config / "jvm.options").read_text(encoding="utf-8").splitlines()
        kept = [line for line in options if "-Xlog:gc" not in line and "G1" not in line and "logs/" not in line]
        (config / "jvm.options").write_text(
            "\n".join([*kept, "-XX:+UseSerialGC", "-XX:-AlwaysPreTouch", ""]), encoding="utf-8"
        )
        settings = {
            "cluster.name": "canhbao-cluster-test",
            "node.name": self.name,
            "network.host": "127.0.0.1",
            "http.port": self._ports[0],
            "transport.port": self._ports[1],
            "discovery.seed_hosts": seeds,
            "cluster.initial_master_nodes": names,
            "path.data": str(self._folder / "data"),
            "path.logs": str(self._folder / "logs"),
            "xpack.security.enabled": False,
            "xpack.ml.enabled": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        lines = [f"{key}: {json.dumps(value)}" for key, value in settings.items()]
        (config / "elasticsearch.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def start(self) -> None:
        """Begin to start; `answers` tells when it does."""
        java_home = self._java.parent.parent
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self._folder),
            "ES_HOME": str(self._home),
            "ES_PATH_CONF": str(self._folder / "config"),
            "ES_TMPDIR": str(self._folder / "tmp"),
            "ES_JAVA_HOME": str(java_home),
            "JAVA_HOME": str(java_home),
            "JAVA": str(self._java),
            "JAVA_TYPE": "ES_JAVA_HOME",
            "ES_DISTRIBUTION_TYPE": "tar",
            "ES_JAVA_OPTS": f"-Xms{HEAP} -Xmx{HEAP} -XX:TieredStopAtLevel=1",
        }
        launcher = self._home / "lib" / "tools" / "server-launcher" / "*"
        privileges: dict[str, Any] = {}
        if os.geteuid() == 0:
            privileges = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        with (self._folder / "out.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self._java), "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", str(launcher),
                    "org.elasticsearch.server.launcher.ServerLauncher",
                ],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._home, env=environment,
                start_new_session=True, **privileges,
            )  # fmt: skip

    def answers(self) -> bool:
        try:
            ask(f"{self.url}/", timeout=2)
        except OSError:
            return False
        return True

    def wait(self, seconds: float) -> None:
        """Until it answers; fails with the end of its log."""
        end = time.monotonic() + seconds
        while not self.answers():
            gone = self._process is None or self._process.poll() is not None
            if gone or time.monotonic() > end:
                log = (self._folder / "out.log").read_text(encoding="utf-8", errors="replace")[-3000:]
                pytest.fail(f"{self.name} did not start within {seconds} s:\n{log}")
            time.sleep(0.3)

    def kill(self) -> None:
        """kill -9 of all its processes; they are gone on return."""
        if self._process is None:
            return
        group = self._process.pid  # it leads a session of its own
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            self._process = None
            return
        self._process.wait()
        self._process = None
        end = time.monotonic() + 20
        while self.answers():
            assert time.monotonic() < end, f"{self.name} outlived kill -9"
            time.sleep(0.05)


class Nodes:
    """The three, and what the cluster says of itself."""

    def __init__(self, nodes: list[Node]) -> None:
        self.all = nodes
        self.address = ",".join(node.url for node in nodes)

    def health(self, status: str, nodes: int, seconds: int) -> dict[str, Any]:
        """The cluster's health as soon as it has that status and so many nodes; fails after `seconds`."""
        end = time.monotonic() + seconds
        told: dict[str, Any] = {}
        while time.monotonic() < end:
            for node in self.all:
                try:
                    told = ask(f"{node.url}/_cluster/health?local=true", timeout=5)
                except OSError:
                    continue
                if told["status"] == status and told["number_of_nodes"] == nodes:
                    return told
            time.sleep(0.3)
        pytest.fail(f"the cluster is not {status} with {nodes} nodes after {seconds} s: {told}")

    def master(self) -> Node:
        """The node that leads."""
        (row,) = ask(f"{self.all[0].url}/_cat/master?format=json")
        return next(node for node in self.all if node.name == row["node"])


def distribution(url: str) -> tuple[Path, Path]:
    """(home, java) of the node at `url`; skips where they are not on this machine or not ours to read."""
    (node,) = list(ask(f"{url}/_nodes/settings,process")["nodes"].values())[:1]
    home = Path(node["settings"]["path"]["home"])
    java = Path(f"/proc/{node['process']['id']}/exe")
    try:
        java = java.resolve(strict=True)
    except OSError:
        pytest.skip(f"the Java of the node at {url} is not on this machine or not ours to read")
    if not (home / "lib" / "tools" / "server-launcher").is_dir() or not os.access(java, os.X_OK):
        pytest.skip(f"the distribution of the node at {url} is not on this machine")
    return home, java


@pytest.fixture(scope="module")
def cluster(elasticsearch_url: str) -> Iterator[Nodes]:
    """Three nodes that have found each other; killed by their process ids at the end, their data removed."""
    home, java = distribution(elasticsearch_url)
    folder = Path(tempfile.mkdtemp(prefix="canhbao-cluster-"))
    ports = free_ports(6)
    nodes = [Node(f"n{i}", home, java, folder, ports[i], ports[i + 3]) for i in range(3)]
    try:
        for node in nodes:
            node.lay_out([each.transport for each in nodes], [each.name for each in nodes])
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, UNPRIVILEGED, UNPRIVILEGED)
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait(START_SECONDS)
        made = Nodes(nodes)
        made.health("green", 3, 60)
        yield made
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)
