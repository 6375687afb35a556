"""From a condition (index.plan) to tantivy's query.

In: the schema, a condition, and a searcher where matches are to be ranked. Out: a query. Holds no state.
"""

from typing import Any

import tantivy
from tantivy import Occur, Query

from index.plan import AllOf, AnyOf, AnyTerm, Between, Condition, Everything, NoneOf, Phrase

_TOO_COMMON = 30_000  # documents; a phrase whose words are all in more raises no score


def translate(schema: Any, condition: Condition, searcher: Any) -> Any:
    """The query of a condition (index.plan) under a schema. Without a searcher it only finds and does not rank."""
    match condition:
        case Everything():
            return Query.all_query()
        case AnyTerm(field, (value,)):
            return Query.const_score_query(Query.term_query(schema, field, value), 0.0)
        case AnyTerm(field, values):
            query = Query.term_set_query(schema, field, list(values)) if values else Query.empty_query()
            return Query.const_score_query(query, 0.0)
        case Phrase(field, tokens, boost):
            one = len(tokens) == 1
            query = (
                Query.term_query(schema, field, tokens[0]) if one else Query.phrase_query(schema, field, list(tokens))
            )
            return Query.boost_query(query, boost)
        case Between(field, low, high):
            integer = tantivy.FieldType.Integer
            return Query.const_score_query(Query.range_query(schema, field, integer, low, high, True, True), 0.0)
        case AllOf(parts, better):
            clauses = [
                (Occur.MustNot, translate(schema, part.part, None))
                if isinstance(part, NoneOf)
                else (Occur.Must, translate(schema, part, searcher))
                for part in parts
            ]
            if all(occur == Occur.MustNot for occur, _ in clauses):
                clauses.append((Occur.Must, Query.all_query()))
            if searcher is not None:
                clauses += [
                    (Occur.Should, translate(schema, part, searcher)) for part in better if pays(part, searcher)
                ]
            return Query.boolean_query(clauses)
        case AnyOf(parts):
            return Query.boolean_query([(Occur.Should, translate(schema, part, searcher)) for part in parts])
        case NoneOf(part):
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, translate(schema, part, None))]
            )


def pays(part: Condition, searcher: Any) -> bool:
    """Whether a part is worth its time in ranking: what stands in a great many documents tells few of them apart."""
    if not isinstance(part, Phrase) or part.field == "title_fold":
        return True
    return min(int(searcher.doc_freq(part.field, token)) for token in part.tokens) <= _TOO_COMMON
