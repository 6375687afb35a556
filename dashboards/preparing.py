"""What pages compute once, computed before the server's threads ask for it.

In: the vocabulary in use. Out: nothing; afterwards no two first visitors wait for the same table: templates and texts, maps,
names of districts and communes, words for another spelling, synonyms.
"""

from crawler.vocab.vocabulary import Vocabulary
from dashboards.charts.tiles import tiles
from dashboards.rendering import error_page
from dashboards.words import LANGUAGES
from index.finding.plan import plan
from index.finding.search import province_name
from index.finding.suggest import complete, known_words
from index.language.query import parse
from index.requests import Filters

_ASKED = '"công an" cảnh báo lừa đảo tp.hcm province:nghean'  # a phrase, words with and without synonyms, a place
_NOWHERE = "khong co noi nay"  # so that places are looked through to the end


def prepare(vocabulary: Vocabulary) -> None:
    """Build the tables of both languages and both maps: half a second."""
    known_words(vocabulary)
    for language in LANGUAGES:
        error_page(language, 404, "", vocabulary)
    for old in (False, True):
        tiles({}, frozenset(), old)
        complete(_NOWHERE, old_provinces=old, vocabulary=vocabulary)
    plan(parse(_ASKED), Filters(), province_name, vocabulary=vocabulary)
