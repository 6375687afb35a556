"""The queue clustered by the words of its warnings, so that a new scam is seen before it has a name.

In: advisories that wait for an analyst. Out: groups of them with the words that tell each group. Words count where the
scam is told (title, lead, method, case), not in advice, which is alike everywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from canhbao.analyst.queue import Waiting
from crawler.extract.context import Context
from crawler.extract.labels.cues import find_cues
from crawler.extract.places.names.find import find_mentions
from crawler.model import Advisory, SentenceKind
from crawler.vocab.vocabulary import Vocabulary
from index.language.analysis import folded_tokens

_APART = 0.9  # cosine distance over which two groups stay apart; by eye on 200 unlabelled warnings
_COMMON = 0.5  # a word in more than half of the queue tells nothing apart
_WORDS = 6
_MASK = "\x1f"  # the unit separator stands in no cleaned text
_APART_WORDS = re.compile(rf"[^\w\s-]|{_MASK}")  # no pair of words goes across punctuation
_TOLD = frozenset({SentenceKind.TITLE, SentenceKind.HEADING, SentenceKind.LEAD, SentenceKind.METHOD, SentenceKind.CASE})


@dataclass(frozen=True, slots=True)
class Cluster:
    """Warnings with alike words, newest first; `words` tell them from the rest of the queue."""

    words: tuple[str, ...]
    members: tuple[Waiting, ...]

    @property
    def provinces(self) -> tuple[str, ...]:
        """Affected provinces of the 34, most frequent first."""
        names = [name for member in self.members for name in member.record.provinces_2025]
        return tuple(sorted(set(names), key=lambda name: (-names.count(name), name)))

    @property
    def days(self) -> tuple[str, str]:
        """First and last day of publication (ISO 8601), '' where all are undated."""
        days = sorted(m.record.published_day.isoformat() for m in self.members if m.record.published_day)
        return (days[0], days[-1]) if days else ("", "")


def clusters(waiting: list[Waiting], vocabulary: Vocabulary) -> list[Cluster]:
    """Groups by cosine distance of their words (average linkage), largest first."""
    documents = [told_terms(item.advisory, vocabulary) for item in waiting]
    if len(waiting) < 2 or not any(documents):
        return [Cluster(_first_words(item), (item,)) for item in waiting]
    most = _COMMON if len(waiting) >= 10 else 1.0
    vectorizer = TfidfVectorizer(analyzer=_same, max_df=most, sublinear_tf=True)
    try:
        matrix = vectorizer.fit_transform(documents)
    except ValueError:  # every term is in most documents: they are all alike
        return [Cluster(_first_words(waiting[0]), tuple(waiting))]
    grouping = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=_APART
    ).fit_predict(_without_zeros(matrix.toarray()))
    names = vectorizer.get_feature_names_out()
    found = []
    for group in sorted(set(grouping)):
        rows = [row for row, label in enumerate(grouping) if label == group]
        weights = matrix[rows].mean(axis=0).A1
        best = [str(names[i]) for i in weights.argsort()[::-1][:_WORDS] if weights[i] > 0]
        members = tuple(waiting[row] for row in rows)
        found.append(Cluster(tuple(_as_written(members, best)), members))
    return sorted(found, key=lambda cluster: (-len(cluster.members), cluster.words))


def told_terms(advisory: Advisory, vocabulary: Vocabulary) -> list[str]:
    """Folded pairs of neighbouring words of the sentences that tell of the scam, in order.

    In Vietnamese a single syllable means little. Left out is what every warning says and what is known: the words by
    which its kind was told (cảnh báo, thủ đoạn mới, khuyến cáo), places and numbers.
    """
    context = Context(advisory.document)
    known = [
        (hit.start, hit.end)
        for rule, hits in find_cues(context, vocabulary).hits.items()
        if rule.startswith("kind/")
        for hit in hits
    ]
    known += [(mention.start, mention.end) for mention in find_mentions(context)]
    masked = list(context.folded)
    for start, end in known:
        masked[start:end] = _MASK * (end - start)
    text = "".join(masked)
    told = (text[s.start : s.end] for s in context.sentences if s.kind in _TOLD)
    pieces = (piece for sentence in told for piece in _APART_WORDS.split(sentence) if piece)
    return [f"{a} {b}" for piece in pieces for a, b in pairwise(w for w in folded_tokens(piece) if not w.isdigit())]


def _same(terms: list[str]) -> list[str]:
    return terms


def _without_zeros(vectors: Any) -> Any:
    """Cosine distance wants no zero vectors: a document without a telling term gets one of its own."""
    zero = np.flatnonzero(~vectors.any(axis=1))
    extra = np.zeros((len(vectors), len(zero)))
    extra[zero, np.arange(len(zero))] = 1.0
    return np.hstack([vectors, extra])


def _first_words(item: Waiting) -> tuple[str, ...]:
    return (str(item.record.title)[:60],) if item.record.title else ()


def _as_written(members: tuple[Waiting, ...], folded: list[str]) -> Iterator[str]:
    """Folded pairs as the first member that has them writes them."""
    for pair in folded:
        for member in members:
            context = Context(member.advisory.document)
            start = context.folded.find(pair)
            if start >= 0:
                yield context.match[start : start + len(pair)]
                break
        else:
            yield pair
