"""Saved searches: a question under a name, asked again with what is new since it was last looked at.

In: `searches.json` in the data folder. Out: requests, and how many results the index has seen since. Written whole and
swapped in one step, so that a crash leaves the old file or the new one.
"""

import errno
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast, get_args

from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import Vocabulary
from index.engine import Engine
from index.finding.search import search
from index.requests import SearchRequest, Sort, filters_from_json, filters_json

_NAME = re.compile(r"[\w-]{1,40}")
_NEW_LIMIT = 100  # results that are looked through for new ones


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A named request; `looked` is when its results were last shown (aware), None for never."""

    name: str
    request: SearchRequest
    looked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` results now, `new` of them first seen since the last look (at most 100 are told apart).

    `is_remembered` is False for a look that could not be kept: the folder is read-only.
    """

    saved: SavedSearch
    total: int
    new: tuple[str, ...]
    is_remembered: bool = True


def load_searches(path: Path) -> dict[str, SavedSearch]:
    """Saved searches by name. Raises ConfigurationError if the file is none."""
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {name: _read(name, row) for name, row in rows.items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ConfigurationError(
            f"Tệp tìm kiếm đã lưu {path} bị hỏng. The file of saved searches {path} is damaged: mend or remove it."
        ) from error


def _read(name: str, row: Mapping[str, Any]) -> SavedSearch:
    looked = datetime.fromisoformat(row["looked"]) if row.get("looked") else None
    sort = str(row.get("sort", "relevance"))
    if sort not in get_args(Sort):
        raise ValueError(sort)
    return SavedSearch(
        name, SearchRequest(str(row["query"]), filters_from_json(row["filters"]), sort=cast("Sort", sort)), looked
    )


def _store(path: Path, searches: Mapping[str, SavedSearch]) -> None:
    rows = {
        name: {
            "query": saved.request.query,
            "filters": filters_json(saved.request.filters),
            "sort": saved.request.sort,
            "looked": saved.looked.isoformat() if saved.looked else None,
        }
        for name, saved in sorted(searches.items())
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)


def save(path: Path, name: str, request: SearchRequest) -> None:
    """Keep a request under a name, with its filters and order but not its page; one of that name is replaced.

    Raises ConfigurationError for an unfit name.
    """
    if not _NAME.fullmatch(name):
        raise ConfigurationError(
            f"Tên '{name}' không hợp lệ. The name '{name[:60]}' may have letters, digits, - and _, at most 40 of them."
        )
    _store(path, {**load_searches(path), name: SavedSearch(name, request)})


def remove(path: Path, name: str) -> None:
    """Forget a saved search. Raises ConfigurationError if there is none of that name."""
    searches = load_searches(path)
    searches.pop(_known(searches, name).name)
    _store(path, searches)


def _known(searches: Mapping[str, SavedSearch], name: str) -> SavedSearch:
    if name not in searches:
        raise ConfigurationError(
            f"Chưa lưu tìm kiếm nào tên '{name}'. No search is saved as '{name}'; there are: {', '.join(searches) or 'none'}."
        )
    return searches[name]


def ask(engine: Engine, saved: SavedSearch, vocabulary: Vocabulary) -> Answer:
    """How many results there are and which are new. Raises EngineUnavailable."""
    request = replace(saved.request, sort="first_seen", limit=_NEW_LIMIT, offset=0, after="", facets=())
    result = search(engine, request, vocabulary)
    new = tuple(hit.advisory_id for hit in result.hits if saved.looked is None or hit.record.first_seen > saved.looked)
    return Answer(saved, result.total, new)


def look(path: Path, engine: Engine, name: str, vocabulary: Vocabulary, now: datetime | None = None) -> Answer:
    """Ask one saved search and remember that its results were looked at, as far as the folder can be written."""
    searches = load_searches(path)
    saved = _known(searches, name)
    answer = ask(engine, saved, vocabulary)
    searches[name] = replace(saved, looked=now or datetime.now(UTC))
    try:
        _store(path, searches)
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise
        return replace(answer, is_remembered=False)
    return answer
