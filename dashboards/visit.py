"""What a page is given: the engine, the vocabulary, the clock, and what the visitor asked.

In: the query as (name, value) pairs and the values of the path. Out: the state that they mean. Knows neither pages nor the web
framework, so that a page can be asked by a test, a server or a program alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from crawler.text.dates import local_day
from crawler.vocab.vocabulary import Vocabulary
from dashboards.state import State, state_of
from dashboards.words import Words
from index.engine import Engine

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `pairs` are its query, `values` what stands for the braces of its path, `base` this site's address.

    `vocabulary` has the tactics and facets by which the visitor may ask, and their names.
    """

    engine: Engine
    clock: Clock
    vocabulary: Vocabulary
    pairs: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    base: str = "http://localhost/"

    @property
    def state(self) -> State:
        """What every page understands. Raises ConfigurationError naming the parameter that is wrong."""
        return state_of(self.pairs)

    @property
    def words(self) -> Words:
        """What pages say in the visitor's language. Raises ConfigurationError as `state` does."""
        return Words(self.state.language, self.vocabulary)

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return local_day(self.clock())

    def last(self, name: str, default: str = "") -> str:
        """A parameter of this page alone, as it was given last."""
        return dict(self.pairs).get(name, default)
