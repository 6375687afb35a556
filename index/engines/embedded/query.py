"""From a condition (index.language.conditions) to tantivy's query.

In: the schema, a searcher, the frequencies of its terms, and the last day of any document. Out: queries that find, or that also rank.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Occur, Query

from index.engines.embedded.frequencies import Frequencies
from index.language.conditions import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase

_TOO_COMMON = 30_000  # documents; a phrase whose words are all in more raises no score
_FEW = 50_000  # matches of the other parts; beside so few a range of days costs nothing
_MOST_DAYS = 2_000


@dataclass(frozen=True, slots=True)
class Translator:
    """For one state of an index. `last_day` gives the ordinal of the latest day in it."""

    schema: Any
    searcher: Any
    frequencies: Frequencies
    last_day: Callable[[], int]

    def finding(self, condition: Condition) -> Any:
        """A query for the matches, without scores."""
        return Query.const_score_query(self._query(condition, ranked=False), 0.0)

    def ranking(self, condition: Condition) -> Any:
        """The same matches with scores."""
        return self._query(condition, ranked=True)

    def _query(self, condition: Condition, *, ranked: bool) -> Any:
        match condition:
            case Everything():
                return Query.all_query()
            case AnyTerm(field, (value,)):
                return Query.const_score_query(Query.term_query(self.schema, field, value), 0.0)
            case AnyTerm(field, values):
                query = Query.term_set_query(self.schema, field, list(values)) if values else Query.empty_query()
                return Query.const_score_query(query, 0.0)
            case Phrase(field, (token,), boost):
                return Query.boost_query(Query.term_query(self.schema, field, token), boost)
            case Phrase(field, tokens, boost):
                return Query.boost_query(Query.phrase_query(self.schema, field, list(tokens)), boost)
            case Between(field, low, high):
                integer = tantivy.FieldType.Integer
                span = Query.range_query(self.schema, field, integer, low, high, True, True)
                return Query.const_score_query(span, 0.0)
            case AllOf():
                return self._all_of(condition, ranked)
            case AnyOf(parts):
                return Query.boolean_query([(Occur.Should, self._query(part, ranked=ranked)) for part in parts])
            case NoneOf(part):
                without = self._query(part, ranked=False)
                return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, without)])

    def _all_of(self, condition: AllOf, ranked: bool) -> Any:
        clauses = []
        for part in condition.parts:
            if isinstance(part, NoneOf):
                clauses.append((Occur.MustNot, self._query(part.part, ranked=False)))
            elif isinstance(part, Between) and (days := self._days(part, condition)) is not None:
                clauses.append((Occur.Must, days))
            else:
                clauses.append((Occur.Must, self._query(part, ranked=ranked)))
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, Query.all_query()))
        if ranked:
            better = [part for part in condition.better if pays(part, self.frequencies)]
            clauses += [(Occur.Should, self._query(part, ranked=True)) for part in better]
        return Query.boolean_query(clauses)

    def _days(self, span: Between, beside: AllOf) -> Any:
        """A range of days as the set of its days: half the time beside dense words, because a set can be skipped in.

        None where the range is open below, too long, or beside few matches.
        """
        if span.field != "day" or span.low is None or self.frequencies.matches(beside) < _FEW:
            return None
        last = self.last_day() if span.high is None else min(span.high, self.last_day())
        if last < span.low:
            return Query.empty_query()
        if last - span.low >= _MOST_DAYS:
            return None
        days = Query.term_set_query(self.schema, "day", list(range(span.low, last + 1)))
        return Query.const_score_query(days, 0.0)


def pays(part: Condition, frequencies: Frequencies) -> bool:
    """Whether a part is worth its time in ranking: what stands in a great many documents tells few of them apart."""
    if not isinstance(part, Phrase) or part.field == "title_fold":
        return True
    return frequencies.matches(part) <= _TOO_COMMON
