"""The example sentences of rows, read by the rows themselves.

In: a sentence with one place in brackets ('Công an tỉnh [Nghệ An] cảnh báo'; 'headline // text' where a headline matters).
Out: which row decides of that place, and whether a cue holds for it. For loading a team's own rows, for tests and the docs.
"""

from crawler.extract.marked import marked
from crawler.extract.places.names.find import find_mentions
from crawler.extract.places.roles.decide import Decided, decide
from crawler.extract.places.roles.people import RoleRules
from crawler.vocab.roles import Row


def decided_in(rules: RoleRules, example: str) -> Decided | None:
    """The row that decides of the marked place; None if it is read as no place."""
    given = marked(example)
    for decided in decide(given.context, find_mentions(given.context), rules):
        if any(mention.start == given.start for mention in decided.asked.address.mentions):
            return decided
    return None


def fault_of(rules: RoleRules, name: str) -> str | None:
    """What is wrong with the sentences of a row or cue: one sentence that names it, the example and the remedy."""
    given = rules.of(name)
    for examples, should in ((given.yes, True), (given.no, False)):
        for example in examples:
            decided = decided_in(rules, example)
            if decided is None:
                return (
                    f"{name}: the place in {example!r} is not read as one; write it with its type word or its province"
                )
            if isinstance(given, Row):
                does, told = decided.row == name, f"the row {decided.row} decides"
            else:
                failed = rules.failure(rules.test_of(name), decided.asked.sight)
                does, told = failed is None, f"it fails at '{failed}'" if failed else "it holds"
            if does is not should:
                side, remedy = ("yes", "widen it, or move it up") if should else ("no", "narrow it with 'not'")
                return f"{name}: {told} in its '{side}' sentence {example!r}; {remedy}, or mend the sentence"
    return None
