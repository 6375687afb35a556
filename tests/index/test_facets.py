"""A number beside a filter is what its link finds: by columns where they know all that is asked, else by the engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.engines.embedded.engine import EmbeddedEngine
from index.finding.search import search
from index.requests import Bucket, Dimension, Filters, SearchRequest, most_frequent

FACETS: tuple[Dimension, ...] = ("province", "tactic", "kind", "source")


@pytest.fixture
def engine(tmp_path: Path, make: Any) -> Iterator[EmbeddedEngine]:
    """Five documents: of one province, of two, of none; of two sources and two tactics; one that does not warn."""
    made = EmbeddedEngine(tmp_path)
    rows = [
        ("lừa đảo thuế", ["Nghệ An"], ["Nghệ An"], ["tax_impersonation"], "mau-a", "advisory"),
        ("lừa đảo thuế", ["Quảng Nam", "Đà Nẵng"], ["Đà Nẵng"], ["tax_impersonation", "power_utility"], "mau-a", "advisory"),
        ("điện lực", ["Quảng Nam"], ["Đà Nẵng"], ["power_utility"], "mau-b", "advisory"),
        ("điện lực", ["Đà Nẵng", "Nghệ An"], ["Đà Nẵng", "Nghệ An"], [], "mau-b", "advisory"),
        ("xét xử", [], [], ["tax_impersonation"], "mau-b", "crime_court"),
    ]  # fmt: skip
    made.put(
        [
            make(
                number, title=title, provinces=old, provinces_2025=new, tactics=tactics, source=source, kind=kind,
                is_advisory=kind == "advisory",
            )
            for number, (title, old, new, tactics, source, kind) in enumerate(rows)
        ]
    )  # fmt: skip
    yield made
    made.close()


QUESTIONS = [
    SearchRequest(),
    SearchRequest(filters=Filters(advisories_only=False)),
    SearchRequest(filters=Filters(old_provinces=True)),
    SearchRequest(filters=Filters(tactic=("tax_impersonation",))),
    SearchRequest(filters=Filters(source=("mau-b",), advisories_only=False)),
    SearchRequest("thuế"),
    SearchRequest("điện", filters=Filters(source=("mau-b",))),
    SearchRequest("thuế", filters=Filters(old_provinces=True, tactic=("power_utility",))),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_every_number_is_what_its_link_finds(engine: EmbeddedEngine, question: SearchRequest) -> None:
    facets = search(engine, replace(question, facets=FACETS)).facets
    assert set(facets) == set(FACETS)
    for name in FACETS:
        if name == "kind" and question.filters.advisories_only:
            continue  # choosing a kind also asks for those that do not warn
        for bucket in facets[name]:
            chosen = replace(question, filters=replace(question.filters, **{name: (bucket.key,)}))
            assert bucket.count == search(engine, chosen).total, (name, bucket.key)


def counts(engine: EmbeddedEngine, name: Dimension, **filters: Any) -> dict[str, int]:
    found = search(engine, SearchRequest(filters=Filters(**filters), facets=(name,))).facets[name]
    return {bucket.key: bucket.count for bucket in found}


def test_a_chosen_value_leaves_the_others_of_its_own_filter_to_be_chosen(engine: EmbeddedEngine) -> None:
    everything = {"Đà Nẵng": 3, "Nghệ An": 2}
    assert counts(engine, "province") == everything
    assert counts(engine, "province", province=("Nghệ An",)) == everything
    assert counts(engine, "tactic", province=("Nghệ An",)) == {"tax_impersonation": 1}


def test_each_map_has_its_own_numbers(engine: EmbeddedEngine) -> None:
    assert counts(engine, "province", old_provinces=True) == {"Nghệ An": 2, "Quảng Nam": 2, "Đà Nẵng": 2}


def test_the_most_frequent_come_first_and_equals_by_name() -> None:
    told = [("c", 2), ("b", 5), ("a", 2), ("d", 1)]
    assert most_frequent(told, 3) == (Bucket("b", 5), Bucket("a", 2), Bucket("c", 2))
