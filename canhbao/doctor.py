"""What this machine has, what it lacks and what to do. Checks only; changes nothing."""

import ctypes.util
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from canhbao.config import Config
from canhbao.holdings import NothingHere, is_filled
from canhbao.vocabulary import tried_vocabulary_of
from canhbao.workspace import all_sources, reading_engine
from crawler.model import CanhbaoError, EngineUnavailable
from index.secret import secret

_PACKAGES = ("crawler", "spiders", "index", "dashboards", "canhbao")


@dataclass(frozen=True, slots=True)
class Check:
    """One finding. `level` is 'ok', 'lacking' (a part is skipped) or 'broken' (nothing works without it)."""

    name: str
    level: str
    message: str


def examine(config: Config) -> list[Check]:
    """All checks, in the order in which a user would mend them."""
    checks: tuple[Callable[[Config], Check], ...] = (
        _python,
        _packages,
        _data,
        _secrets,
        _engine,
        _sources,
        _tactics,
        _tesseract,
        _antiword,
        _libarchive,
        _chromium,
    )
    return [check(config) for check in checks]


def _python(_: Config) -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", "ok", f"Python {version}")


def _packages(_: Config) -> Check:
    """Scrapy appends the project folder to sys.path, so another installed `spiders` could win."""
    home = Path(__file__).resolve().parent.parent
    for name in _PACKAGES:
        file = importlib.import_module(name).__file__
        if file is None or Path(file).resolve().parent.parent != home:
            return Check(
                "packages",
                "broken",
                f"Gói '{name}' không phải của Canhbao ({file}). Another package '{name}' is in the way: use a virtual "
                "environment of its own.",
            )
    return Check("packages", "ok", "crawler, spiders, index, dashboards and canhbao are ours")


def _data(config: Config) -> Check:
    folder = config.data
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not os.access(existing, os.W_OK) and is_filled(folder):
        return Check(
            "data",
            "lacking",
            f"Chỉ đọc được {folder}. {folder} is read-only: search and serve work, crawl and add do not.",
        )
    if not os.access(existing, os.W_OK):
        return Check("data", "broken", f"Không ghi được vào {existing}. {existing} is not writable: set CANHBAO_DATA.")
    free = shutil.disk_usage(existing).free / 2**30
    if free < 2:
        return Check("data", "broken", f"Chỉ còn {free:.1f} GiB tại {existing}. Less than 2 GiB is free: make room.")
    return Check("data", "ok", f"{folder}, {free:.0f} GiB free")


def _secrets(_: Config) -> Check:
    try:
        found = secret("ELASTICSEARCH_API_KEY", os.environ)
    except CanhbaoError as error:
        return Check("secrets", "broken", str(error))
    return Check("secrets", "ok", "API key set" if found else "no API key set (none needed for the embedded engine)")


def _engine(config: Config) -> Check:
    try:
        with reading_engine(config) as engine:
            status = engine.status()
    except (EngineUnavailable, NothingHere) as error:
        return Check("index", "lacking", str(error))
    except CanhbaoError as error:
        return Check("index", "broken", str(error))
    return Check("index", "ok", f"{status.engine} at {status.location}: {status.documents} documents")


def _sources(config: Config) -> Check:
    try:
        sources, issues = all_sources(config)
    except CanhbaoError as error:
        return Check("sources", "broken", str(error))
    if issues:
        return Check("sources", "lacking", f"{len(sources)} sources, {len(issues)} broken: {issues[0].message}")
    return Check("sources", "ok", f"{len(sources)} sources")


def _tactics(config: Config) -> Check:
    try:
        vocabulary = tried_vocabulary_of(config)
    except CanhbaoError as error:
        return Check("tactics", "broken", str(error))
    return Check("tactics", "ok", f"{len(vocabulary.tactic_ids)} tactics, {len(vocabulary.own)} of your own")


def _program(name: str, program: str, lost: str, packages: str) -> Check:
    if shutil.which(program) is None:
        return Check(name, "lacking", f"Thiếu {program}: {lost}. On Debian: apt-get install {packages}")
    return Check(name, "ok", program)


def _tesseract(_: Config) -> Check:
    packages = "tesseract-ocr tesseract-ocr-vie"
    check = _program("ocr", "tesseract", "scans are archived but not read", packages)
    if check.level != "ok":
        return check
    listed = subprocess.run(  # noqa: S603 - a fixed program, no input of others
        [str(shutil.which("tesseract")), "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    )
    if "vie" not in listed.stdout.split():
        return Check("ocr", "lacking", f"tesseract thiếu tiếng Việt. No Vietnamese model: apt-get install {packages}")
    return check


def _antiword(_: Config) -> Check:
    return _program("doc", "antiword", "old .doc files are archived but not read", "antiword")


def _libarchive(_: Config) -> Check:
    if ctypes.util.find_library("archive"):
        return Check("bundles", "ok", "libarchive")
    return Check(
        "bundles",
        "lacking",
        "Thiếu libarchive: tệp ZIP, RAR, 7z được lưu nhưng không đọc. ZIP, RAR and 7z are archived but not read: "
        "apt-get install libarchive13",
    )


def _chromium(_: Config) -> Check:
    return _program("chromium", "chromium", "tests of the pages in a browser are skipped", "chromium")
