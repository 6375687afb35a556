"""A corpus of records made from few words, so that queries hit; both engines filled with it; a naive oracle."""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from index.engine import Engine
from index.engines.elastic.engine import ElasticEngine
from index.engines.embedded.engine import EmbeddedEngine
from index.record import Record, record_from_json
from index.requests import Filters

WORDS = [
    "lừa",
    "đảo",
    "giả",
    "mạo",
    "danh",
    "công",
    "an",
    "thuế",
    "hoà",
    "điện",
    "lực",
    "Vinh",
    "OTP",
    "chuyển",
    "khoản",
]
PROVINCES = {"Nghệ An": "Nghệ An", "Quảng Nam": "Đà Nẵng", "Đà Nẵng": "Đà Nẵng", "Hà Giang": "Tuyên Quang"}
TACTICS = ["tax_impersonation", "power_utility", "sextortion_images"]
FIRST_DAY = date(2025, 5, 20)
ALIAS = "canhbao-contract-test"


def record(number: int, **changes: Any) -> Record:
    """One record of the index, of JSON-ready values; everything that is not named is empty."""
    moment = datetime(2025, 6, 1, 3, tzinfo=UTC)
    base: dict[str, Any] = {
        "advisory_id": f"{number:016x}", "story_id": f"s{number}", "kind": "advisory", "is_advisory": True, "source": "mau", "source_name": "Mẫu", "source_province": "", "source_province_old": "",
        "body": "portal", "url": f"https://mau.example/{number}", "title": "", "lead": "", "text": "", "published": moment.isoformat(), "published_precision": "minute",
        "published_day": "2025-06-01", "first_seen": moment.isoformat(), "indexed_at": moment.isoformat(), "provinces": [], "provinces_2025": [], "issuer_provinces": [],
        "issuer_provinces_2025": [], "nationwide": False, "tactics": [], "primary_tactic": "", "impersonated": [], "channels": [], "actions": [], "lures": [], "pretexts": [],
        "targets": [], "indicators": [], "has_attachment": False, "language": "vi", "flags": [], "bands": [], "advisory": {},
    }  # fmt: skip
    return record_from_json({**base, **changes})


@pytest.fixture(scope="session")
def make() -> Any:
    """The factory `record` for tests."""
    return record


def make_corpus(size: int = 120) -> list[Record]:
    """Records with words, places and days drawn by a fixed seed; some undated, some that do not warn, some copies."""
    chance = random.Random(34)
    made = []
    for number in range(size):
        old = chance.sample(sorted(PROVINCES), chance.randint(0, 2))
        day = FIRST_DAY + timedelta(days=chance.randint(0, 90))
        moment = datetime(day.year, day.month, day.day, chance.randint(0, 16), tzinfo=UTC)
        dated = chance.random() > 0.1
        warns = chance.random() > 0.2
        made.append(
            record(
                number,
                title=" ".join(chance.choices(WORDS, k=chance.randint(1, 5))),
                text=" ".join(chance.choices(WORDS, k=chance.randint(0, 30))),
                provinces=old,
                provinces_2025=list(dict.fromkeys(PROVINCES[name] for name in old)),
                tactics=chance.sample(TACTICS, chance.randint(0, 2)),
                kind="advisory" if warns else "crime_court",
                is_advisory=warns,
                source=chance.choice(["mau-a", "mau-b"]),
                story_id=f"s{number // 3}",
                published=moment.isoformat() if dated else None,
                published_day=(moment + timedelta(hours=7)).date().isoformat() if dated else None,
                indicators=["scam/domain:vneid-gov.top"] if chance.random() < 0.2 else [],
                has_attachment=chance.random() < 0.3,
            )
        )
    return made


@pytest.fixture(scope="session")
def corpus() -> list[Record]:
    return make_corpus()


def open_fresh(kind: str, request: pytest.FixtureRequest, folder: Any, alias: str) -> Engine:
    if kind == "embedded":
        return EmbeddedEngine(folder)
    engine = ElasticEngine(request.getfixturevalue("elasticsearch_url"), alias=alias)
    engine.clear()
    return engine


ENGINES = ["embedded", pytest.param("elastic", marks=pytest.mark.elastic)]


@pytest.fixture(scope="session", params=ENGINES)
def filled(
    request: pytest.FixtureRequest, corpus: list[Record], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An engine that holds the corpus; tests only read it."""
    engine = open_fresh(request.param, request, tmp_path_factory.mktemp("filled"), ALIAS)
    assert len(engine.put(corpus).accepted) == len(corpus)
    yield engine
    engine.clear()
    engine.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    """An empty engine of each kind."""
    made = open_fresh(request.param, request, tmp_path, f"{ALIAS}-empty")
    yield made
    made.clear()
    made.close()


# -- the oracle: what should be found, by reading every record -------------------------------------------------------


def plain(text: str) -> list[str]:
    """Words without accents and case, by nothing but the standard library."""
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.findall(r"\w+", "".join(char for char in folded if not unicodedata.combining(char)))


def holds(rec: Record, words: list[str]) -> bool:
    """Whether the words stand side by side in the title or in the text."""
    for field in ("title", "text"):
        tokens = plain(getattr(rec, field))
        if any(tokens[i : i + len(words)] == words for i in range(len(tokens) - len(words) + 1)):
            return True
    return False


def passes(rec: Record, filters: Filters) -> bool:
    provinces = rec.provinces if filters.old_provinces else rec.provinces_2025
    day = rec.published_day
    return (
        (not filters.province or bool(set(filters.province) & set(provinces)))
        and (not filters.tactic or bool(set(filters.tactic) & set(rec.tactics)))
        and (not filters.source or rec.source in filters.source)
        and (not filters.kind or rec.kind in filters.kind)
        and (filters.since is None or (day is not None and day >= filters.since))
        and (filters.until is None or (day is not None and day <= filters.until))
        and (rec.is_advisory or not filters.advisories_only or bool(filters.kind))
    )


def counted(records: list[Record], field: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for rec in records:
        value = getattr(rec, field)
        found.update(value if isinstance(value, tuple) else [value])
    return dict(found)
