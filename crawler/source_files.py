"""Source files: what people write about a source, as a Source.

In: a YAML file, or directories of them. Out: Source values, and an issue for each file that is broken. Knows no Scrapy
and no platform.
"""

from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from crawler.model import ConfigurationError, Issue, Source
from crawler.vocab.schema import parse_yaml

SUFFIXES = (".yml", ".yaml")


def load_source(path: Path) -> Source:
    """Read one source file. Raises ConfigurationError naming the file, the field and the remedy."""
    try:
        value = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigurationError(
            f"Không đọc được tệp nguồn {path}: {reason}. The source file {path} cannot be read: "
            "mend its YAML at that line."
        ) from error
    if not isinstance(value, dict):
        raise ConfigurationError(
            f"Tệp nguồn {path} không có trường nào. The source file {path} holds no "
            "fields: write `slug: …` and the others."
        )
    try:
        source = Source.model_validate(value)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or '?'}: {fault['msg']}" for fault in error.errors()[:3])
        raise ConfigurationError(
            f"Tệp nguồn {path} sai ở: {faults}. The source file {path} is wrong there: mend these fields."
        ) from error
    return source


def load_sources(directories: Iterable[Path]) -> tuple[list[Source], list[Issue]]:
    """Every readable source of the directories (with subfolders), by slug; broken and repeated files are issues."""
    found: dict[str, Source] = {}
    issues: list[Issue] = []
    for directory in directories:
        for path in sorted(path for path in Path(directory).rglob("*") if path.suffix in SUFFIXES):
            try:
                source = load_source(path)
            except ConfigurationError as error:
                issues.append(Issue(path.stem, "source_file_broken", str(error), f"Sửa tệp. Mend the file {path}."))
                continue
            if source.slug in found:
                message = f"Nguồn '{source.slug}' có hai tệp, bỏ qua {path}. Two files name it; this one is skipped."
                issues.append(
                    Issue(source.slug, "source_repeated", message, f"Đổi slug hoặc xóa. Rename or remove {path}.")
                )
                continue
            found[source.slug] = source
    return [found[slug] for slug in sorted(found)], issues
