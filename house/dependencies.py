"""Which direct dependencies of pyproject.toml nothing imports. In: the folder of a checkout. Out: names of distributions.

A dependency of the product is wanted by the product's packages, one of an extra by the folder that the extra is for.
Knows the names of modules by what is installed: a distribution that is not installed counts as imported by nobody.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

PRODUCT = ("canhbao", "crawler", "dashboards", "index", "spiders")
FOLDERS = {"": PRODUCT, "dev": ("tests", "house"), "bench": ("benchmarks", "tests")}


def unused(root: Path) -> dict[str, list[str]]:
    """By extra ('' for the product itself): direct dependencies that no file of its folders imports."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"": project["dependencies"], **project["optional-dependencies"]}
    found = {extra: imported(root / folder for folder in FOLDERS[extra]) for extra in wanted}
    return {
        extra: sorted(name for name in map(canonical, requirements) if name not in found[extra])
        for extra, requirements in wanted.items()
    }


def imported(folders: Iterable[Path]) -> set[str]:
    """Distributions whose modules are imported in some Python file of the folders, at the top or inside a function."""
    modules: set[str] = set()
    for folder in folders:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    modules.add(node.module.partition(".")[0])
    known = packages_distributions()
    return {canonical(name) for module in modules for name in known.get(module, ())}


def canonical(requirement: str) -> str:
    """'lxml_html_clean>=0.4' -> 'lxml-html-clean': one spelling for one distribution."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else ""


def of_extra(root: Path, extra: str) -> list[str]:
    """The requirements of one extra alone, without those of the product: what its lock starts from."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["optional-dependencies"][extra])


if __name__ == "__main__":
    sys.stdout.write("\n".join(of_extra(Path(), sys.argv[1])) + "\n")
