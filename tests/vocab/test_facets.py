"""The vocabulary of facets: names and patterns."""

import pytest

from crawler.extract.patterns import expand
from crawler.vocab.facets import load_facets

VALUES = [(facet_id, value_id) for facet_id, facet in load_facets().facets.items() for value_id in facet.values]


def test_there_are_six_facets() -> None:
    assert list(load_facets().facets) == [
        "impersonated",
        "channel",
        "requested_action",
        "lure_threat",
        "pretext_event",
        "target_group",
    ]


@pytest.mark.parametrize(("facet", "value"), VALUES)
def test_every_value_has_two_names_and_patterns_in_the_language(facet: str, value: str) -> None:
    entry = load_facets().facets[facet].values[value]
    assert load_facets().name(facet, value) == entry.vi
    assert load_facets().name(facet, value, "en") == entry.en
    for pattern in entry.patterns:
        assert expand(pattern, load_facets().lexicons)


def test_an_unknown_value_has_no_name() -> None:
    with pytest.raises(KeyError):
        load_facets().name("channel", "pigeon")
