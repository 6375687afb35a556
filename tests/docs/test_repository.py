"""What the repository may not carry: addresses of package registries, paths of a machine; and links that lead nowhere."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Spelled in parts, so that this file does not carry what it forbids.
FORBIDDEN = {
    "a package registry's host": re.compile("py" + r"pi\.org|python" + r"hosted|npm" + r"js\.|repo1\.mav" + "en", re.I),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:ho" + r"me|wo" + r"rk|Us" + r"ers)/[a-z]"),
}


def tracked_files() -> list[Path]:
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if answer.returncode != 0:
        pytest.skip(
            "Không phải kho git. This tree is no git clone: install git and clone the repository to check its files."
        )
    return [ROOT / name for name in answer.stdout.decode().split("\0") if name]


def readable(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, FileNotFoundError):
        return ""


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_file_names(what: str) -> None:
    named = [str(path.relative_to(ROOT)) for path in tracked_files() if FORBIDDEN[what].search(readable(path))]
    assert named == []


def test_the_rule_itself_would_catch_a_breach() -> None:
    assert FORBIDDEN["a package registry's host"].search("--index-url https://py" + "pi.org/simple")
    assert FORBIDDEN["a path of one machine"].search("open('/ho" + "me/me/x')")
    assert not FORBIDDEN["a path of one machine"].search("https://tax.example/home/news")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locked_requirements_carry_versions_and_hashes_only(name: str) -> None:
    lines = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) > 50
    assert all(
        re.fullmatch(r"(?:[\w.-]+(?:\[[\w,]+\])?==\S+(?: ;.*)?|--hash=sha256:[0-9a-f]{64})(?: \\)?", line)
        for line in lines
        if not line.startswith("#")
    )


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in tracked_files():
        if path.suffix == ".md":
            for target in re.findall(r"\]\(([^)#\s]+)", readable(path)):
                if "://" not in target and not (path.parent / target).exists():
                    broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert broken == []


# Parts of a declared dependency's own public interface.
CARRIED = {"starlette": "fastapi", "twisted": "scrapy", "zope": "scrapy", "OpenSSL": "scrapy"}


def test_every_imported_package_is_a_declared_dependency() -> None:
    """A package that only this machine happens to have would break `pip install canhbao` elsewhere."""
    import ast
    import sys
    import tomllib
    from importlib.metadata import packages_distributions

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in project["dependencies"]}  # type: ignore[index]
    assert set(CARRIED.values()) <= declared
    own = {"canhbao", "crawler", "spiders", "index", "dashboards"}
    known = packages_distributions()
    undeclared = set()
    for package in own:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = (
                    [a.name for a in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else []
                )
                for name in (
                    {name.split(".")[0] for name in names} - own - CARRIED.keys() - set(sys.stdlib_module_names) - {""}
                ):
                    owners = {owner.lower().replace("_", "-") for owner in known.get(name, [name])}
                    if not owners & declared:
                        undeclared.add(f"{path.relative_to(ROOT)}: {name}")
    assert undeclared == set()
