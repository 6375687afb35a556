"""What a command costs before it does anything: CPU of whole processes as ratios to `python -c "import typer"`.

    python -m benchmarks.starting [--rounds 7]

Everything takes turns in one run and keeps its best round, so that a busy machine weighs on all alike. The index holds the
demo's warnings; what the embedded engine takes to open is measured beside, in a process that has loaded all else.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAIN = "from canhbao.cli import main; main()"
OPENING = """
import sys, time
from pathlib import Path
import canhbao.commands.find
from canhbao.config import Config
from canhbao.workspace import engine_of
begun = time.process_time()
with engine_of(Config(data=Path(sys.argv[1])), readonly=True):
    print(time.process_time() - begun)
"""
LINE = {
    "id": "1",
    "title": "Cảnh báo thủ đoạn giả danh công an",
    "text": "Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh công an gọi điện yêu cầu chuyển tiền. Bà H. trú tại phường "
    "Hưng Bình, thành phố Vinh bị lừa 500 triệu đồng qua số 0912345678.",
}
BEFORE_ANNOTATE = 36.0
"""`annotate` of one line when every start loaded every command, in imports of typer: the mean of four runs, 30 to 39."""


@dataclass(frozen=True, slots=True)
class Start:
    """A command, and how many imports of typer it may cost; with `opens` the engine's own opening comes on top."""

    arguments: tuple[str, ...]
    target: float | None = None
    opens: bool = False


STARTS = (
    Start(("--help",), 4),
    Start(("--version",), 4),
    Start(("search", "lừa đảo"), 8, opens=True),
    Start(("trends",), 8, opens=True),
    Start(("annotate",), BEFORE_ANNOTATE / 3),
    Start(("show", "--help")),
    Start(("sources", "list")),
    Start(("verify",)),
    Start(("doctor", "--help")),
    Start(("serve", "--help")),
    Start(("add", "--help")),
    Start(("crawl", "--help")),
)


def cpu(code: str, arguments: tuple[str, ...], data: Path) -> float:
    """Seconds of CPU, of user and system, of one process and its children. Raises CalledProcessError if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=json.dumps(LINE).encode(),
        capture_output=True,
        env={**os.environ, "CANHBAO_DATA": str(data)},
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def opening(data: Path) -> float:
    """Seconds of CPU that the embedded engine takes to open."""
    done = subprocess.run([sys.executable, "-c", OPENING, str(data)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def measure(data: Path, rounds: int) -> tuple[float, float, dict[Start, float]]:
    """The best of the rounds: an import of typer, an opening of the engine, each start; all in seconds of CPU."""
    typer, opened = [], []
    taken: dict[Start, list[float]] = {start: [] for start in STARTS}
    for _ in range(rounds):
        typer.append(cpu("import typer", (), data))
        opened.append(opening(data))
        for start in STARTS:
            taken[start].append(cpu(MAIN, start.arguments, data))
    return min(typer), min(opened), {start: min(times) for start, times in taken.items()}


def main() -> int:
    """Print the table; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        cpu(MAIN, ("demo", "--no-serve"), Path(folder))
        typer, opened, taken = measure(Path(folder) / "demo", arguments.rounds)
    print(f"import typer: {typer:.3f} s of CPU; the embedded engine opens in {opened / typer:.1f} of them\n")
    print("| start | imports of typer | at most |\n|---|---|---|")
    for start, seconds in taken.items():
        most = start.target and start.target + (opened / typer if start.opens else 0)
        missed += bool(most and seconds / typer > most)
        print(f"| `canhbao {' '.join(start.arguments)}` | {seconds / typer:.1f} | {f'{most:.1f}' if most else ''} |")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
