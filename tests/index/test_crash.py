"""kill -9 at any moment: what the embedded engine acknowledged is there, found and counted, once."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from index.engines.embedded.engine import EmbeddedEngine
from index.language.conditions import Everything

WRITER = """
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("corpus", sys.argv[1])
corpus = importlib.util.module_from_spec(spec)
spec.loader.exec_module(corpus)
from index.engines.embedded.engine import EmbeddedEngine
engine, number = EmbeddedEngine(Path(sys.argv[2])), int(sys.argv[3])
print("ready", flush=True)
while True:
    batch = [corpus.record(number + i, title=f"cảnh báo {number + i}", tactics=["a"]) for i in range(3)]
    batch.append(corpus.record(number, title="thay", tactics=["b"]))  # replaced within its batch
    print(*engine.put(batch).accepted, flush=True)
    number += 3
"""


def test_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(10)
    conftest = Path(__file__).with_name("conftest.py")
    acknowledged: list[str] = []
    for attempt in range(10):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(conftest), str(tmp_path), str(attempt * 10_000)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        lines = "".join(writer.stdout.readline() for _ in range(chance.randint(1, 6)))
        time.sleep(chance.uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        lines += writer.communicate()[0]
        acknowledged += [
            name for line in lines.splitlines(keepends=True) if line.endswith("\n") for name in line.split()
        ]
    engine = EmbeddedEngine(tmp_path)
    engine.put([])
    engine.delete(["unknown"])  # the first change of a writer takes over what the killed one announced
    assert len(acknowledged) >= 30
    assert len(engine.get_many(acknowledged)) == len(acknowledged)
    facts = engine.facts()
    held = engine.count(Everything())
    assert facts.count(facts.mask(Everything()), stories=False) == held
    assert {bucket.key: bucket.count for bucket in facts.buckets(facts.mask(Everything()), "tactics", 9)} == {
        bucket.key: bucket.count for bucket in engine.buckets(Everything(), ["tactics"], 9)["tactics"]
    }
    assert held >= len(acknowledged)
    engine.close()
