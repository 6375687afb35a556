"""The cues of kinds are in the pattern language."""

import pytest

from crawler.extract.patterns import expand
from crawler.vocab.facets import load_facets
from crawler.vocab.kinds import load_kinds


@pytest.mark.parametrize("group", load_kinds().cues)
def test_every_cue_is_in_the_pattern_language(group) -> None:
    for pattern in load_kinds().cues[group]:
        assert expand(pattern, load_facets().lexicons)
