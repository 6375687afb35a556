"""Reading a vocabulary file against its schema.

In: a YAML file that people edit and a pydantic type. Out: the frozen vocabulary, or a ConfigurationError of one
sentence that names the file, the place in it and the fault.
"""

from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler.model import ConfigurationError

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
PatternText = Annotated[str, Field(min_length=2, max_length=2000)]


class Entry(BaseModel):
    """Base of what stands in a vocabulary: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def with_plain_words(given: Any, words: Mapping[bool, str]) -> Any:
    """A mapping whose keys true and false are the words that somebody wrote: YAML reads `yes`, `no` and `off` as these."""
    if not isinstance(given, dict):
        return given
    return {words.get(key, key) if isinstance(key, bool) else key: value for key, value in given.items()}


Schema = TypeVar("Schema", bound=Entry)


def parse_yaml(content: str | bytes) -> Any:
    """What YAML holds: plain values alone. Six times as fast where libyaml is there. Raises yaml.YAMLError."""
    return yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (both loaders are safe)


def read_vocabulary(file: Traversable | Path, schema: type[Schema]) -> Schema:
    """The content of `file` as `schema`. Raises ConfigurationError if it is no YAML or breaks the schema."""
    return parse_vocabulary(file.name, file.read_bytes(), schema)


def parse_vocabulary(name: str, content: bytes, schema: type[Schema]) -> Schema:
    """What the file called `name` holds as `schema`. Raises ConfigurationError if it is no YAML or breaks the schema."""
    try:
        return schema.model_validate(parse_yaml(content))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{name}: not valid YAML ({error}); correct the file") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{name}: {place}: {first['msg']}; correct this entry") from error
