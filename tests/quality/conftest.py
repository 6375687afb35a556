"""Where real texts are found. They are third-party and stay outside the repository."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def gold() -> list[dict[str, Any]]:
    """Articles with hand labels: CANHBAO_GOLD, or the shared folder beside the repository."""
    path = Path(os.environ.get("CANHBAO_GOLD", ROOT.parent / "shared" / "gold" / "dev.jsonl"))
    if not path.is_file():
        pytest.skip(f"no gold labels at {path}: set CANHBAO_GOLD to a JSONL file of labelled articles")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="session")
def seeds() -> dict[str, str]:
    """The five real documents, by the first three characters of their names."""
    folder = Path(os.environ.get("CANHBAO_SEEDS", ROOT.parent / "shared" / "seeds"))
    files = sorted(folder.glob("*.txt"))
    if not files:
        pytest.skip(f"no seed documents in {folder}: set CANHBAO_SEEDS to the folder that holds them")
    return {file.name[:3]: file.read_text(encoding="utf-8") for file in files}
