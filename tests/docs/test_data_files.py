"""Data files that people edit by hand: a key that is given twice would silently win over the first."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path
    for pattern in ("*.yml", "*.yaml")
    for path in ROOT.rglob(pattern)
    if not set(path.parts) & {".venv", "data", ".git"}
)


class UniqueKeys(yaml.SafeLoader):
    """Refuses a mapping with a key that stands in it twice."""


def _mapping(loader: UniqueKeys, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
    keys = [str(key.value) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise yaml.constructor.ConstructorError(None, None, f"given twice: {sorted(twice)}", node.start_mark)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_key_is_given_twice(path: Path) -> None:
    list(yaml.load_all(path.read_text(encoding="utf-8"), Loader=UniqueKeys))


def test_a_key_that_is_given_twice_is_found() -> None:
    with pytest.raises(yaml.constructor.ConstructorError, match="given twice"):
        yaml.load("a: 1\nb: 2\na: 3\n", Loader=UniqueKeys)
