"""What makes a lexicon sound: each word in one class, each class used.

In: the lexicon and the patterns that name classes. Out: faults, each a sentence that names class and word. For loading and
for tests; reading does not need it.
"""

import re
from collections.abc import Iterable, Iterator

from crawler.extract.rows.phrases import phrases
from crawler.vocab.rows import Condition, Cue, Lexicon, RowVocabulary

_NAMED = re.compile(r"@(\w+)")


def patterns_of(vocabulary: RowVocabulary) -> Iterator[str]:
    """Every pattern of rows and cues."""
    given: list[Condition] = [*vocabulary.cues.values(), *vocabulary.rows]
    for one in [*given, *(more for cue in given if isinstance(cue, Cue) for more in (*cue.any, *cue.unless))]:
        for _, look in one.looks():
            yield from look.any


def words_in_two_classes(lexicon: Lexicon) -> list[str]:
    """A sentence for each word that two classes list."""
    owner: dict[str, str] = {}
    faults = []
    for name, given in lexicon.classes.items():
        for word in sorted({word for pattern in given.words for word in _words(pattern)}):
            other = owner.setdefault(word, name)
            if other != name:
                faults.append(
                    f"the word {word!r} stands in @{other} and in @{name}: name @{other} in @{name}, or take it out"
                )
    return faults


def _words(pattern: str) -> Iterator[str]:
    """The words of a pattern that is no chain: those that are a class by themselves."""
    for phrase in phrases(pattern):
        if len(phrase.parts) == 1:
            yield from (word for word in phrase.parts[0] if not word.startswith("@"))


def unused_classes(lexicon: Lexicon, patterns: Iterable[str], named: Iterable[str]) -> list[str]:
    """A sentence for each class that neither a pattern, another class in use nor the code (`named`) names."""
    used = set(named)
    waiting = [*(name for pattern in patterns for name in _NAMED.findall(pattern)), *used]
    while waiting:
        name = waiting.pop()
        known = lexicon.classes.get(name)
        if known is not None and (name not in used or name in set(named)):
            used.add(name)
            inside = [n for pattern in (*known.words, *known.but) for n in _NAMED.findall(pattern)]
            waiting += [n for n in inside if n not in used]
    return [f"no rule names the class @{name}: use it or take it out" for name in lexicon.classes if name not in used]
