"""Stories: copies and re-issues of one warning are grouped by near-duplicate text, confirmed or parted by their facts.

In: records. Out: whether two tell one story. Candidates come from the engine by MinHash bands (Broder 1997; banding as in
Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3) and by rare facts, both kept as terms. Texts are compared
whole. The rules and their reasons: docs/decisions/0007-one-story-or-two.md; `index.stories.grouping` applies them to what arrives.
"""

from enum import StrEnum
from functools import lru_cache

from rensa import RMinHash

from index.language.analysis import folded_tokens
from index.record import Record
from index.stories.facts import facts_of, have_in_common, other_issuers, share_rare_facts, tell_apart, terms_of

PERMUTATIONS = 63
ROWS = 3  # 21 bands of 3: 94 % of the pairs at Jaccard 0.5 share a band, 99.4 % at 0.6 (a copy cut to 60 %)
SHINGLE = 4
SAME_STORY = 0.5  # Jaccard of shingles over which two texts tell one story
CONTAINED = 0.8  # or this share of the shorter one's shingles lies in the longer: a shortened copy
ALIKE = 0.25  # Jaccard over which shared rare facts verify a pair: passages were copied, not only the subject
PARTLY_CONTAINED = 0.5  # likewise
MIN_SHINGLES = 12
MAX_GAP_DAYS = 120  # the same words a year later are a new wave, not a copy
_SEED = 42


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[str]:
    """Runs of four folded tokens. Copies come in waves, so the sets of the last texts are kept."""
    tokens = folded_tokens(text)
    if len(tokens) < SHINGLE:
        return frozenset([" ".join(tokens)] if tokens else [])
    return frozenset(" ".join(tokens[i : i + SHINGLE]) for i in range(len(tokens) - SHINGLE + 1))


def bands_of(text: str) -> tuple[str, ...]:
    """The band terms of a text, 21; texts that share one are candidates for one story."""
    pieces = shingles(text)
    if not pieces:
        return ()
    signature = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    signature.update(sorted(pieces))
    digest = signature.digest()
    return tuple(
        f"{start // ROWS:02d}" + "".join(f"{value:08x}" for value in digest[start : start + ROWS])
        for start in range(0, PERMUTATIONS, ROWS)
    )


def terms_of_record(record: Record) -> tuple[str, ...]:
    """What candidates are found by: the bands of the text, and traces and dispatches as terms beside them."""
    return (*bands_of(record.text), *terms_of(facts_of(record)))


def likeness(first: frozenset[str], second: frozenset[str]) -> tuple[float, float]:
    """Jaccard of two sets of shingles, and the share of the smaller one that lies in the other; both in [0, 1]."""
    if not first or not second:
        return 0.0, 0.0
    shared = len(first & second)
    return shared / (len(first) + len(second) - shared), shared / min(len(first), len(second))


def same_story(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two sets of shingles belong to one story, by the words alone."""
    if min(len(first), len(second)) < MIN_SHINGLES:
        return first == second and bool(first)
    jaccard, contained = likeness(first, second)
    return jaccard >= SAME_STORY or contained >= CONTAINED


class Verdict(StrEnum):
    """What two records are to each other: one story; near texts of two warnings; nothing."""

    SAME = "same"
    APART = "apart"
    UNRELATED = "unrelated"


def verdict(first: Record, second: Record) -> tuple[Verdict, float]:
    """The verdict on two whole records, and a rank: their similarity (0 to 1), and 1 more if facts confirm it. Symmetric."""
    if not _in_one_wave(first, second):
        return Verdict.UNRELATED, 0.0
    one, other = shingles(first.text), shingles(second.text)
    if min(len(one), len(other)) < MIN_SHINGLES:
        return (Verdict.SAME, 1.0) if one == other and one else (Verdict.UNRELATED, 0.0)
    jaccard, contained = likeness(one, other)
    if jaccard < ALIKE and contained < PARTLY_CONTAINED:
        return Verdict.UNRELATED, 0.0
    facts, others = facts_of(first), facts_of(second)
    if (facts if len(one) > len(other) else others).is_roundup:
        contained = 0.0  # a digest holds many warnings whole, and is none of them
    confirmed = have_in_common(facts, others)
    if not confirmed and other_issuers(facts, others):
        contained = 0.0  # translated to another province a text stays whole; a part of a form is anybody's
    rank = max(jaccard, contained) + confirmed
    if jaccard >= SAME_STORY or contained >= CONTAINED:
        return (Verdict.APART if tell_apart(facts, others) else Verdict.SAME), rank
    if (jaccard >= ALIKE or contained >= PARTLY_CONTAINED) and share_rare_facts(facts, others):
        return Verdict.SAME, rank
    return Verdict.UNRELATED, 0.0


def _in_one_wave(first: Record, second: Record) -> bool:
    """Whether both were published within the gap; an unknown date never separates."""
    if not first.published or not second.published:
        return True
    return abs((first.published - second.published).days) <= MAX_GAP_DAYS
