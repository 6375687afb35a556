"""Stories: copies and re-issues of one warning are grouped by near-duplicate text.

Candidates come from the engine by MinHash bands (Broder 1997; banding as in Leskovec, Rajaraman, Ullman, Mining of
Massive Datasets, ch. 3) and are verified on the texts. Two provinces' separate warnings of one tactic stay separate,
because their words differ.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rensa import RMinHash

from crawler.model import Advisory, Story, payload_digest
from index.analysis import folded_tokens
from index.engine import Engine, Record

PERMUTATIONS = 63
ROWS = 3  # 21 bands of 3: 94 % of the pairs at Jaccard 0.5 share a band, 99.4 % at 0.6 (a copy cut to 60 %)
SHINGLE = 4
SAME_STORY = 0.5  # Jaccard of shingles over which two texts tell one story
CONTAINED = 0.8  # or this share of the shorter one's shingles lies in the longer: a shortened copy
MIN_SHINGLES = 12
MAX_GAP_DAYS = 120  # the same words a year later are a new wave, not a copy
_SEED = 42
_CANDIDATES = 50


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


def same_story(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two sets of shingles belong to one story."""
    if min(len(first), len(second)) < MIN_SHINGLES:
        return first == second and bool(first)
    shared = len(first & second)
    union = len(first) + len(second) - shared
    return shared / union >= SAME_STORY or shared / min(len(first), len(second)) >= CONTAINED


@dataclass(frozen=True, slots=True)
class Assignment:
    """The story of a document: an existing one, or a new one named after the document."""

    story_id: str
    bands: tuple[str, ...]


def assign(engine: Engine, advisory: Advisory, recent: list[Record] | None = None) -> Assignment:
    """Find the story of an advisory among indexed records and those of the same batch (`recent`)."""
    text = advisory.document.text
    bands = bands_of(text)
    own = shingles(text)
    wanted = set(bands)
    nearby = [record for record in recent or [] if wanted & set(record["bands"])]
    for record in (*nearby, *engine.candidates(bands, _CANDIDATES)):
        if record["advisory_id"] == advisory.advisory_id:
            continue
        if _is_near(advisory, record) and same_story(own, shingles(str(record["text"]))):
            return Assignment(str(record["story_id"]), bands)
    return Assignment(_new_id(advisory), bands)


def _is_near(advisory: Advisory, record: Record) -> bool:
    """Whether both were published within the gap; an unknown date never separates."""
    published = advisory.document.published
    if published is None or not record["published"]:
        return True
    gap = published.value - datetime.fromisoformat(record["published"])
    return abs(gap.days) <= MAX_GAP_DAYS


def _new_id(advisory: Advisory) -> str:
    return payload_digest(f"story\n{advisory.advisory_id}".encode())[:16]


def story_of(engine: Engine, story_id: str) -> Story | None:
    """A story with its members by publication, or None."""
    members = engine.story_members(story_id)
    if not members:
        return None
    dates = [datetime.fromisoformat(record["published"]) for record in members if record["published"]]
    provinces = dict.fromkeys(name for record in members for name in record["provinces_2025"])
    return Story(
        story_id=story_id,
        first=str(members[0]["advisory_id"]),
        members=tuple(str(record["advisory_id"]) for record in members),
        provinces=tuple(provinces),
        first_published=min(dates, default=None),
        last_published=max(dates, default=None),
    )
