"""Both engines against a naive oracle: the same hits, the same order, the same counts, for corpora, queries and filters
made by hypothesis. The oracle reads every record and knows nothing of tokens, trees or engines."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.engines.embedded.engine import EmbeddedEngine
from index.finding.search import search
from index.finding.suggest import search_or_correct
from index.record import Record
from index.requests import Filters, SearchRequest, Sort, TrendRequest
from index.trends.count import period_of, trends

_spec = importlib.util.spec_from_file_location("index_oracle", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
oracle = importlib.util.module_from_spec(_spec)
sys.modules.setdefault("index_oracle", oracle)
_spec.loader.exec_module(oracle)

SETTINGS = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAYS = st.none() | st.dates(oracle.FIRST_DAY - timedelta(days=5), oracle.FIRST_DAY + timedelta(days=100))


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    old = draw(st.booleans())
    names = sorted(oracle.PROVINCES) if old else sorted(set(oracle.PROVINCES.values()))
    return Filters(
        province=tuple(draw(st.lists(st.sampled_from(names), max_size=2, unique=True))),
        tactic=tuple(draw(st.lists(st.sampled_from(oracle.TACTICS), max_size=2, unique=True))),
        source=tuple(draw(st.lists(st.sampled_from(["mau-a", "mau-b"]), max_size=1))),
        since=draw(DAYS),
        until=draw(DAYS),
        old_provinces=old,
        advisories_only=draw(st.booleans()),
    )


# -- queries: as typed, and what they mean ---------------------------------------------------------------------------

Test = Callable[[Record, bool], bool]  # of a record, on the old map or not


@dataclass(frozen=True)
class Asked:
    """A query as typed, and whether a record matches it."""

    typed: str
    test: Test


SPELL = [
    str,
    str.upper,
    lambda text: " ".join(oracle.plain(text)),
    lambda text: oracle.unicodedata.normalize("NFD", text),
    lambda text: text.replace("oà", "òa"),
]


def word_of(word: str, spell: Callable[[str], str], quoted: bool) -> Asked:
    words = oracle.plain(word)
    return Asked(f'"{spell(word)}"' if quoted else spell(word), lambda rec, old: oracle.holds(rec, words))


def day_of(rec: Record) -> date | None:
    return rec.published_day


def within(rec: Record, first: date | None, last: date | None) -> bool:
    day = day_of(rec)
    return day is not None and (first is None or day >= first) and (last is None or day <= last)


# Words that begin a synonym stand alone in quotes only: side by side they would be one phrase.
ALONE = [word for word in oracle.WORDS if word not in ("giả", "mạo")]
MEAN_THE_SAME = ["giả danh", "mạo danh", "giả mạo"]
WORDS = st.builds(word_of, st.sampled_from(ALONE), st.sampled_from(SPELL), st.booleans())
PHRASES = st.builds(
    word_of,
    st.lists(st.sampled_from(oracle.WORDS), min_size=2, max_size=3).map(" ".join),
    st.sampled_from(SPELL),
    st.just(True),
)


@st.composite
def fields(draw: st.DrawFn) -> Asked:
    name = draw(
        st.sampled_from(["province", "none", "tactic", "kind", "source", "day", "range", "since", "until", "has"])
    )
    day = draw(st.dates(oracle.FIRST_DAY, oracle.FIRST_DAY + timedelta(days=90)))
    typed = draw(st.sampled_from([day.isoformat(), f"{day.day}/{day.month}/{day.year}"]))
    if name == "province":  # a merged province asked for on the new map is its successor
        place = draw(st.sampled_from(sorted(oracle.PROVINCES)))
        spelled = draw(st.sampled_from([place, place.upper(), " ".join(oracle.plain(place))]))
        written = draw(st.sampled_from(["province", "tinh", "Tỉnh"]))
        return Asked(
            f'{written}:"{spelled}"',
            lambda rec, old: place in rec.provinces if old else oracle.PROVINCES[place] in rec.provinces_2025,
        )
    if name == "none":
        typed = draw(st.sampled_from(["province:none", "tỉnh:không", 'tinh:"không có"']))
        return Asked(typed, lambda rec, old: not (rec.provinces if old else rec.provinces_2025))
    if name == "tactic":
        tactic = draw(st.sampled_from(oracle.TACTICS))
        return Asked(f"thudoan:{tactic}", lambda rec, old: tactic in rec.tactics)
    if name in ("kind", "source"):
        value = draw(st.sampled_from(["advisory", "crime_court"] if name == "kind" else ["mau-a", "mau-b", "khac"]))
        return Asked(f"{name}:{value}", lambda rec, old: getattr(rec, name) == value)
    if name == "has":
        return Asked("có:đínhkèm", lambda rec, old: rec.has_attachment)
    if name == "day":
        return Asked(f"ngay:{typed}", lambda rec, old: within(rec, day, day))
    if name == "range":
        last = day + timedelta(days=draw(st.integers(0, 40)))
        return Asked(f"date:{typed}..{last}", lambda rec, old: within(rec, day, last))
    first, final = (day, None) if name == "since" else (None, day)
    return Asked(f"{name}:{typed}", lambda rec, old: within(rec, first, final))


def both(parts: list[Asked]) -> Asked:
    return Asked(" ".join(p.typed for p in parts), lambda rec, old: all(p.test(rec, old) for p in parts))


def either(parts: list[Asked]) -> Asked:
    return Asked(f"({' OR '.join(p.typed for p in parts)})", lambda rec, old: any(p.test(rec, old) for p in parts))


def without(part: Asked) -> Asked:
    typed = part.typed if part.typed.startswith(("(", '"')) or " " not in part.typed else f"({part.typed})"
    return Asked(f"-{typed}", lambda rec, old: not part.test(rec, old))


def synonym_of(phrase: str, spell: Callable[[str], str]) -> Asked:
    variants = [oracle.plain(other) for other in MEAN_THE_SAME]
    return Asked(spell(phrase), lambda rec, old: any(oracle.holds(rec, words) for words in variants))


SYNONYMS = st.builds(synonym_of, st.sampled_from(MEAN_THE_SAME), st.sampled_from(SPELL))
ATOMS = WORDS | PHRASES | SYNONYMS | fields()
PARTS = ATOMS | st.lists(ATOMS, min_size=1, max_size=3).map(either) | ATOMS.map(without)
QUERIES = st.lists(PARTS | st.lists(PARTS, min_size=2, max_size=2).map(either), max_size=3).map(both)
ALTERNATIVES = st.lists(ATOMS, min_size=2, max_size=3).map(
    lambda parts: Asked(" OR ".join(p.typed for p in parts), lambda rec, old: any(p.test(rec, old) for p in parts))
)


def meant(asked: Asked, wanted: Filters) -> Callable[[Record], bool]:
    return lambda rec: oracle.passes(rec, wanted) and asked.test(rec, wanted.old_provinces)


def everything(engine: Engine, request: SearchRequest) -> list[str]:
    found, result = [], search(engine, replace(request, limit=7))
    while True:
        found += [hit.advisory_id for hit in result.hits]
        if not result.next:
            return found
        result = search(engine, replace(request, limit=25, after=result.next))


def newest_first(rec: Record, source: str = "published") -> tuple[bool, float, str]:
    moment: datetime | None = getattr(rec, source)
    return moment is None, -moment.timestamp() if moment else 0.0, rec.advisory_id


# -- one corpus, many questions --------------------------------------------------------------------------------------


@settings(SETTINGS, max_examples=80)
@given(QUERIES | ALTERNATIVES, filters(), st.sampled_from(["relevance", "date", "first_seen"]))
def test_search_finds_what_reading_every_record_finds(
    filled: Engine, corpus: list[Record], asked: Asked, wanted: Filters, sort: Sort
) -> None:
    expected = sorted(rec.advisory_id for rec in corpus if meant(asked, wanted)(rec))
    request = SearchRequest(query=asked.typed, filters=wanted, sort=sort)
    assert sorted(everything(filled, request)) == expected
    assert search(filled, request).total == len(expected)


@settings(SETTINGS, max_examples=60)
@given(fields() | fields().map(without), st.booleans())
def test_each_field_finds_what_its_value_says(filled: Engine, corpus: list[Record], asked: Asked, old: bool) -> None:
    wanted = Filters(advisories_only=False, old_provinces=old)
    expected = sorted(rec.advisory_id for rec in corpus if meant(asked, wanted)(rec))
    assert sorted(everything(filled, SearchRequest(query=asked.typed, filters=wanted))) == expected


@SETTINGS
@given(QUERIES, filters())
def test_facets_count_without_their_own_filter(
    filled: Engine, corpus: list[Record], asked: Asked, wanted: Filters
) -> None:
    request = SearchRequest(query=asked.typed, filters=wanted, facets=("province", "tactic", "source", "kind"), limit=0)
    result = search(filled, request)
    names = {
        "province": "provinces" if wanted.old_provinces else "provinces_2025",
        "tactic": "tactics",
        "source": "source",
        "kind": "kind",
    }
    for dimension, field in names.items():
        left = replace(wanted, **{dimension: ()})
        expected = oracle.counted([rec for rec in corpus if meant(asked, left)(rec)], field)
        assert {bucket.key: bucket.count for bucket in result.facets[dimension]} == expected
        counts = [(-bucket.count, bucket.key) for bucket in result.facets[dimension]]
        assert counts == sorted(counts)


@SETTINGS
@given(filters(), st.sampled_from(["day", "week", "month", "year"]), st.booleans())
def test_trends_count_what_reading_every_record_counts(
    filled: Engine, corpus: list[Record], wanted: Filters, interval: str, stories: bool
) -> None:
    request = TrendRequest(
        by=("province", "tactic"), interval=interval, count="stories" if stories else "advisories", filters=wanted
    )  # type: ignore[arg-type]
    expected: dict[tuple[tuple[str, ...], date], set[str]] = {}
    for rec in corpus:
        if oracle.passes(rec, wanted) and rec.published_day:
            for province in rec.provinces if wanted.old_provinces else rec.provinces_2025:
                for tactic in rec.tactics:
                    period = period_of(rec.published_day, interval)  # type: ignore[arg-type]
                    expected.setdefault(((province, tactic), period), set()).add(
                        rec.story_id if stories else rec.advisory_id
                    )
    result = trends(filled, request)
    assert {(cell.keys, cell.period): cell.count for cell in result.cells} == {
        key: len(ids) for key, ids in expected.items()
    }


@SETTINGS
@given(QUERIES, filters(), st.sampled_from(["date", "first_seen"]))
def test_the_order_by_date_is_newest_first_undated_last_equals_by_id(
    filled: Engine, corpus: list[Record], asked: Asked, wanted: Filters, sort: Sort
) -> None:
    source = "published" if sort == "date" else "first_seen"
    expected = sorted((r for r in corpus if meant(asked, wanted)(r)), key=lambda rec: newest_first(rec, source))
    request = SearchRequest(query=asked.typed, filters=wanted, sort=sort)
    assert everything(filled, request) == [rec.advisory_id for rec in expected]


@settings(SETTINGS, max_examples=25)
@given(
    st.lists(st.sampled_from(["lừa", "lưa", "đảp", "thuê", "thuee", "vihn", "oto", "chuyen"]), max_size=3), filters()
)
def test_another_spelling_is_offered_only_where_it_finds_something(
    filled: Engine, corpus: list[Record], words: list[str], wanted: Filters
) -> None:
    result = search_or_correct(filled, SearchRequest(" ".join(words), wanted))
    if result.did_you_mean:
        assert result.total == 0
        assert search(filled, SearchRequest(result.did_you_mean, wanted)).total > 0


# -- corpora of hypothesis' own ---------------------------------------------------------------------------------------

LETTERS = ["thư", "thu", "thú", "Thư", "hòa", "hoà", "hoa", "đầu", "dầu", "dau", "OTP", "otp", "a-b", "x_y", "2026"]
TEXTS = st.lists(st.sampled_from(LETTERS), max_size=6).map(" ".join)
MOMENTS = st.none() | st.integers(0, 3).map(lambda day: datetime(2026, 3, 1 + day, 3, tzinfo=UTC))


@st.composite
def corpora(draw: st.DrawFn, most: int = 15) -> list[Record]:
    made = []
    for number in range(draw(st.integers(1, most))):
        moment = draw(MOMENTS)
        made.append(
            oracle.record(
                number,
                title=draw(TEXTS),
                text=draw(TEXTS),
                published=moment.isoformat() if moment else None,
                published_day=moment.date().isoformat() if moment else None,
                first_seen=(draw(MOMENTS) or datetime(2026, 1, 1, tzinfo=UTC)).isoformat(),
                has_attachment=draw(st.booleans()),
                is_advisory=draw(st.booleans()),
            )
        )
    return draw(st.permutations(made))


OWN = st.builds(word_of, st.sampled_from(LETTERS), st.sampled_from(SPELL), st.booleans())
OWN_PHRASE = st.builds(
    word_of,
    st.lists(st.sampled_from(LETTERS), min_size=2, max_size=3).map(" ".join),
    st.sampled_from(SPELL),
    st.just(True),
)
OWN_PART = OWN | OWN_PHRASE | OWN.map(without) | st.lists(OWN, min_size=2, max_size=2).map(either)
OWN_QUERY = st.lists(OWN_PART, max_size=3).map(both)


def agrees(engine: Engine, records: list[Record], asked: Asked, sort: Sort) -> None:
    """Everything that a search promises, of one corpus and one query."""
    wanted = Filters(advisories_only=False)
    request = SearchRequest(asked.typed, wanted, facets=("kind",), sort=sort, limit=100)
    expected = [rec for rec in records if meant(asked, wanted)(rec)]
    result = search(engine, request)
    assert result.total == len(expected)
    assert {hit.advisory_id for hit in result.hits} == {rec.advisory_id for rec in expected}
    assert {b.key: b.count for b in result.facets["kind"]} == oracle.counted(expected, "kind")
    found = [hit.advisory_id for hit in result.hits]
    assert everything(engine, request) == found
    if sort != "relevance":
        source = "published" if sort == "date" else "first_seen"
        expected.sort(key=lambda rec: newest_first(rec, source))
        assert found == [rec.advisory_id for rec in expected]
    else:
        by_id = {rec.advisory_id: rec for rec in records}
        ties = [(-hit.score, *newest_first(by_id[hit.advisory_id])) for hit in result.hits]
        assert ties == sorted(ties)


SORTS = st.sampled_from(["relevance", "date", "first_seen"])
_folders = count()


@settings(SETTINGS, max_examples=30)
@given(corpora(), st.lists(OWN_QUERY, min_size=1, max_size=4), SORTS, st.integers(1, 15))
def test_any_corpus_is_searched_as_the_oracle_searches_it(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record], queries: list[Asked], sort: Sort, batch: int
) -> None:
    engine = EmbeddedEngine(tmp_path_factory.getbasetemp() / f"corpus-{next(_folders)}")
    try:
        for start in range(0, len(records), batch):  # batches are segments
            engine.put(records[start : start + batch])
        for asked in queries:
            agrees(engine, records, asked, sort)
    finally:
        engine.close()


@pytest.mark.elastic
@settings(SETTINGS, max_examples=8)
@given(corpora(), st.lists(OWN_QUERY, min_size=3, max_size=8), SORTS)
def test_any_corpus_is_searched_so_by_elasticsearch(
    elasticsearch_url: str, records: list[Record], queries: list[Asked], sort: Sort
) -> None:
    engine = oracle.ElasticEngine(elasticsearch_url, alias=f"{oracle.ALIAS}-own")
    try:
        engine.clear()
        engine.put(records)
        for asked in queries:
            agrees(engine, records, asked, sort)
    finally:
        engine.close()


@pytest.mark.parametrize("copies", [1, 3])
@settings(SETTINGS, max_examples=12)
@given(data=st.data())
def test_documents_that_differ_by_accents_only_rank_the_exact_one_first(
    engine: Engine, make: Any, copies: int, data: st.DataObject
) -> None:
    exact, other = data.draw(
        st.sampled_from([("thư", "thu"), ("thú", "thư"), ("lừa đảo", "lưa đạo"), ("đầu", "dầu"), ("hoà", "hóa")])
    )
    frame = data.draw(st.sampled_from(["{}", "người dân {} nhận được", "{} và {}"]))
    place = data.draw(st.sampled_from(["title", "text"]))
    engine.clear()
    engine.put(
        [make(number, **{place: frame.replace("{}", exact if number % 2 else other)}) for number in range(2 * copies)]
    )
    found = [int(hit.advisory_id, 16) % 2 for hit in search(engine, SearchRequest(exact)).hits]
    assert found == [1] * copies + [0] * copies
