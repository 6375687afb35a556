"""Understanding: documents of about 3 kB per CPU second, places included, beside plain regular expressions.

The peer reads the same vocabulary the usual way: each cue as one compiled regular expression, each searched in each
document; it finds cues only, no sentences, kinds, places or indicators. Give a JSONL file of articles {title, text}.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crawler.extract import understand
from crawler.extract.context import Context
from crawler.extract.labels.cues import find_cues
from crawler.model import Document
from crawler.read.document import read_text
from crawler.text.unicode import match_form
from crawler.vocab.facets import load_facets
from crawler.vocab.kinds import load_kinds
from crawler.vocab.tactics import load_tactics
from crawler.vocab.vocabulary import bundled_vocabulary

SIZE = (2300, 3700)  # bytes
TARGET = 300.0


def documents(path: Path, limit: int) -> list[Document]:
    """Articles of about 3 kB, read as `canhbao annotate` reads them."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    fitting = [row for row in rows if SIZE[0] < len(row["text"].encode()) < SIZE[1]]
    return [read_text(row["title"], row["text"], source="bench", identifier=row["id"]) for row in fitting[:limit]]


def regular_expressions() -> list[re.Pattern[str]]:
    """Every cue of the vocabularies as one regular expression."""
    lexicons = {**load_tactics().lexicons, **load_facets().lexicons}

    def expression(pattern: str) -> str:
        pattern = re.sub(r"@(\w+)", lambda m: "(?:" + "|".join(expression(p) for p in lexicons[m[1]]) + ")", pattern)
        pattern = pattern.replace(" .. ", r"(?:\W+\w+){0,6}?\W+").replace(" . ", r"(?:\W+\w+){0,2}?\W+")
        return pattern.replace(" ", r"[\s_-]+")

    patterns = [p for t in load_tactics().tactics for p in (*t.cues.strong, *t.cues.weak, *t.cues.negative)]
    patterns += [p for t in load_tactics().tactics for group in t.cues.require for p in group]
    patterns += [
        p for facet in load_facets().facets.values() for value in facet.values.values() for p in value.patterns
    ]
    patterns += [p for group in load_kinds().cues.values() for p in group]
    return [re.compile(rf"(?<!\w)(?:{expression(p)})(?!\w)") for p in dict.fromkeys(patterns)]


def per_second(work: Callable[[Document], Any], docs: Sequence[Document], rounds: int) -> float:
    """Documents a CPU second of this process, the best of `rounds`."""
    best = 0.0
    for _ in range(rounds):
        begin = time.process_time()
        for document in docs:
            work(document)
        best = max(best, len(docs) / (time.process_time() - begin))
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    docs = documents(options.articles, options.limit)
    understand(docs[0])
    expressions = regular_expressions()
    peer_docs = docs[:20]

    def peer(document: Document) -> None:
        text = match_form(f"{document.title}\n\n{document.text}")
        for expression in expressions:
            expression.search(text)

    whole = per_second(understand, docs, options.rounds)
    cues = per_second(lambda document: find_cues(Context(document), bundled_vocabulary()), docs, options.rounds)
    slow = per_second(peer, peer_docs, 1)
    size = sum(len(d.text.encode()) for d in docs) / len(docs)
    print(f"{len(docs)} articles of {size:.0f} bytes on average, {len(expressions)} cues\n")
    print("| step | documents per CPU s | ratio |\n|---|---|---|")
    print(f"| understand (kind, tactics, places, facets, indicators, losses) | {whole:.0f} | 1.00 |")
    print(f"| of it: sentences and cues | {cues:.0f} | {cues / whole:.2f} |")
    print(f"| peer: the same cues as regular expressions | {slow:.1f} | {slow / whole:.3f} |")
    print(f"| target | {TARGET:.0f} | {TARGET / whole:.2f} |")


if __name__ == "__main__":
    main()
