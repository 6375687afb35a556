"""Which words govern a mention: the nearest row of governors.yml in its own clause, or one that the mention inherits.

In: a Context and where mentions stand. Out: a Verdict for each. A mention inherits the verdict of the one before it in a
list ('A, B và C'), of the heading or sentence that ends in ':' above its line, and of what the next sentence says of it
('Trang trên ...'). Knows no type of address and no brand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler.extract.context import Context
from crawler.extract.patterns import Hit, Matcher, words_between
from crawler.model import SentenceKind
from crawler.once import one_at_a_time
from crawler.text.unicode import has_diacritics
from crawler.vocab.governors import Governor, load_governors

_STOPS = (";", ". ", "? ", "! ")  # behind them another clause begins
_LISTED = 24  # characters between two members of a list
_ABOVE = 40  # lines that a heading may govern
_ITEM = 14  # words of a line that is still an item of a list
_BEHIND = frozenset(("genuine_behind", "is_fake", "not_genuine", "publisher_after"))
_THIS = ("số này", "số điện thoại này", "số trên", "các số này", "trang này", "trang web này", "website này", "trang trên", "đường link này",
         "đường dẫn này", "tài khoản này", "địa chỉ này", "ứng dụng này", "các trang này", "các số trên", "các trang trên", "link này",
         "số máy này", "các website này", "các địa chỉ này")  # fmt: skip
_SAID_OF_IT = {"scam": ("giả mạo", "lừa đảo", "giả", "chiếm đoạt", "mạo danh", "độc hại", "của đối tượng", "kẻ gian"),
               "official": ("chính thức", "chính thống", "thật", "của công an", "của cơ quan", "của ngân hàng")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A number, page or account at [start, end) of the full text; `type` as the rows call it."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A role as the rows call it, and the row or rule that gave it. `distance` is in words; inherited ones are farther."""

    role: str
    rule: str
    distance: int = 0


UNDECIDED = Verdict("unknown", "no_governor", 99)


@one_at_a_time
@lru_cache(maxsize=2)
def _matcher(folded: bool) -> Matcher:
    governors = load_governors()
    rules = [(f"row/{number}", pattern) for number, row in enumerate(governors.rows) for pattern in row.patterns]
    needed = {name for row in governors.rows for name in (*row.needs, *row.unless)}
    rules += [(f"word/{name}", f"@{name}") for name in sorted(needed)]
    return Matcher(rules, governors.lexicons, folded)


def _clauses(context: Context) -> list[tuple[int, int]]:
    """The spans of the sentences; one that opens with a bracket goes with the one before it ('chị H. (SĐT ...)')."""
    spans: list[tuple[int, int]] = []
    for sentence in context.sentences:
        if spans and context.full[sentence.start] == "(" and "\n" not in context.full[spans[-1][1] : sentence.start]:
            spans[-1] = (spans[-1][0], sentence.end)
        else:
            spans.append((sentence.start, sentence.end))
    return spans


_OTHER = frozenset(("hoặc", "hay", "và", "để", "rồi"))
"""What follows one of these behind a mention is another matter."""
_NAMING = frozenset(
    [
        "số",
        "điện",
        "thoại",
        "máy",
        "thuê",
        "bao",
        "di",
        "động",
        "là",
        "có",
        "địa",
        "chỉ",
        "tên",
        "miền",
        "web",
        "trang",
        "website",
        "đường",
        "link",
        "dẫn",
        "liên",
        "kết",
        "tài",
        "khoản",
        "ngân",
        "hàng",
        "mang",
        "với",
        "sau",
        "gồm",
        "như",
        "http",
        "https",
        "www",
        "đt",
        "sđt",
        "stk",
        "tk",
        "ở",
        "tại",
        "qua",
    ]
)
"""Words that only name the thing: between a governor and a mention they are no distance."""


def _told(between: str) -> int:
    """How many words stand between that say something."""
    words = (word.strip(".,:;()[]“”\"'-–/") for word in between.split())
    return sum(word not in _NAMING and any(map(str.isalnum, word)) for word in words)


_OVERLAPPING = 8  # hits of one row that may overlap
_NONE: frozenset[int] = frozenset()


def _first_ends(hits: Sequence[Hit]) -> dict[int, int]:
    """Where the first hit in each sentence ends."""
    ends: dict[int, int] = {}
    for hit in hits:
        ends[hit.sentence] = min(hit.end, ends.get(hit.sentence, hit.end))
    return ends


class Governing:
    """The rows of governors.yml over one document: scanned once, asked for each mention."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._spans = _clauses(context)
        self._starts = [start for start, _ in self._spans]
        found = _matcher(not has_diacritics(context.full)).scan(context.match, self._spans)
        self._rows = [
            (number, row, sorted(found.get(f"row/{number}", ()))) for number, row in enumerate(load_governors().rows)
        ]
        self._hit_starts = [[hit.start for hit in hits] for _, _, hits in self._rows]
        words = {name.removeprefix("word/"): hits for name, hits in found.items() if name.startswith("word/")}
        self._sentences_with = {name: frozenset(hit.sentence for hit in hits) for name, hits in words.items()}
        self._first_end = {name: _first_ends(hits) for name, hits in words.items()}
        self._mention_starts: list[int] = []
        self._headings: dict[tuple[str, int], Verdict | None] = {}

    def verdicts(self, mentions: Sequence[Mention]) -> list[Verdict]:
        """The verdict of each mention, in order. `mentions` are in order of start."""
        self._mention_starts = [mention.start for mention in mentions]
        own = [self._own(mentions, place) for place in range(len(mentions))]
        for place in range(len(mentions) - 2, -1, -1):  # 'A, B không phải là trang của chúng tôi'
            if own[place] is UNDECIDED and self._is_listed(mentions[place], mentions[place + 1]):
                own[place] = own[place + 1] if own[place + 1].rule in _BEHIND else UNDECIDED
        found: list[Verdict] = []
        for place, mention in enumerate(mentions):
            verdict = own[place]
            if verdict is UNDECIDED and place and self._is_listed(mentions[place - 1], mention):
                verdict = found[place - 1]
            if verdict is UNDECIDED:
                verdict = self._from_above(mention) or self._from_next(mention) or UNDECIDED
            found.append(verdict)
        return found

    def _own(self, mentions: Sequence[Mention], place: int) -> Verdict:
        """The nearest row of the mention's own clause."""
        mention = mentions[place]
        sentence = self._place(mention.start)
        best = private = UNDECIDED
        for number, row, hits in self._rows:
            if mention.type not in row.types or not hits or not self._has_needs(row, sentence):
                continue
            if self._is_refused(row, mention, sentence):
                continue
            distance = self._distance(number, mention, sentence)
            if distance is None or distance > row.reach:
                continue
            if distance < best.distance:
                best = Verdict(row.role, row.id, distance)
            if row.role == "private" and distance < private.distance:
                private = Verdict(row.role, row.id, distance)
        # A person is protected where the words leave a doubt: only what calls the thing itself fake stands nearer.
        return (
            best
            if private is UNDECIDED or (best.rule == "fake_thing" and best.distance < private.distance)
            else private
        )

    def _place(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _has_needs(self, row: Governor, sentence: int) -> bool:
        near = (sentence, sentence - 1, sentence + 1) if row.around else (sentence, sentence - 1)
        return not row.needs or any(not self._sentences_with.get(name, _NONE).isdisjoint(near) for name in row.needs)

    def _is_refused(self, row: Governor, mention: Mention, sentence: int) -> bool:
        """Whether a word of `unless` stands before the mention."""
        ends = (self._first_end.get(name, {}).get(sentence) for name in row.unless)
        return any(end is not None and end <= mention.start for end in ends)

    def _distance(self, number: int, mention: Mention, sentence: int) -> int | None:
        """Words between a row's nearest hit and the mention; None where none governs.

        What is farther has all that stands behind the nearer one between: more words, and every end of a clause.
        """
        _, row, hits = self._rows[number]
        starts = self._hit_starts[number]
        start, end = self._spans[sentence]
        if row.side == "before":
            last = bisect_left(starts, mention.start)
            near = [
                hit.end
                for hit in hits[max(0, last - _OVERLAPPING) : last]
                if start <= hit.start and hit.end <= mention.start
            ]
            if not near:
                return None
            between = self._context.match[max(near) : mention.start]
        else:
            first = bisect_left(starts, mention.end)
            if first == len(hits) or starts[first] >= end or self._another(mention.end, starts[first]):
                return None
            between = self._context.match[mention.end : starts[first]]
            if between.split(maxsplit=1)[:1] and between.split(maxsplit=1)[0] in _OTHER:
                return None
        return None if any(stop in between for stop in _STOPS) else _told(between)

    def _another(self, start: int, end: int) -> bool:
        """Whether another mention stands between: what comes behind it is said of that one."""
        return bisect_left(self._mention_starts, start) < bisect_left(self._mention_starts, end)

    def _is_listed(self, before: Mention, mention: Mention) -> bool:
        """Whether nothing but what joins a list stands between two mentions."""
        between = self._context.match[before.end : mention.start]
        if len(between) > 3 * _LISTED:
            return False
        words = "".join(char if char.isalnum() else " " for char in between).split()
        joins = (
            "và",
            "hoặc",
            "hay",
            "cùng",
            "số",
            "điện",
            "thoại",
            "trang",
            "web",
            "website",
            "http",
            "https",
            "www",
            "là",
            "va",
            "hoac",
            "so",
            "sđt",
        )
        return len(between) <= _LISTED + 3 * len(words) and all(word in joins or word.isdigit() for word in words)

    def _from_above(self, mention: Mention) -> Verdict | None:
        """What a heading, or a sentence that ends in ':', says of the lines below it."""
        text = self._context.match
        place = self._place(mention.start)
        line = text.rfind("\n", 0, mention.start) + 1
        for above in range(place, max(-1, place - _ABOVE), -1):
            start, end = self._spans[above]
            if start >= line and above == place:
                continue
            heads = (
                text[start:end].rstrip().endswith(":") or self._context.sentence_at(start).kind is SentenceKind.HEADING
            )
            if heads:
                key = (mention.type, above)
                if key not in self._headings:
                    self._headings[key] = self._of_heading(mention, above)
                return self._headings[key]
            if above != place and words_between(text, start, end) > _ITEM:
                return None  # prose: the list is over
        return None

    def _of_heading(self, mention: Mention, above: int) -> Verdict | None:
        start, end = self._spans[above]
        best = UNDECIDED
        for _, row, hits in self._rows:
            if mention.type not in row.types or row.side != "before" or row.role in ("publisher", "imitated"):
                continue
            inside = [hit for hit in hits if start <= hit.start < end]
            if inside and self._has_needs(row, above):
                count = words_between(self._context.match, inside[-1].end, end)
                if count < best.distance:
                    best = Verdict(row.role, f"{row.id}/above", count)
        return None if best is UNDECIDED else best

    def _from_next(self, mention: Mention) -> Verdict | None:
        """'... 0912 345 678. Số này là giả mạo.'"""
        place = self._place(mention.start) + 1
        if place >= len(self._spans):
            return None
        said = self._context.match[slice(*self._spans[place])].lstrip()
        opening = next((this for this in _THIS if said.startswith(this)), "")
        if not opening:
            return None
        rest = said[len(opening) : len(opening) + 80]
        for role, words in _SAID_OF_IT.items():
            if any(word in rest for word in words) and "không phải" not in rest:
                return Verdict(role, "next_sentence", 20)
        return None
