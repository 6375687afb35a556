"""Which role a mention plays, by the rows of roles.yml. The first row that holds decides.

In: a Context, its mentions and the rows. Out: role and rule id for each. Windows end at the sentence. The units of one
address share a role, and so do the members of a list ('Cần Thơ, Bình Phước và Đồng Tháp').
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.extract.context import Context
from crawler.extract.places.address import Address, addresses
from crawler.extract.places.mention import Mention
from crawler.extract.places.names.unaccented import is_unaccented, unaccented_roles
from crawler.extract.places.roles.flows import FLOWS, NAMED_CLASSES, Asked, Pairs
from crawler.extract.places.roles.people import RoleRules
from crawler.extract.rows.gates import Frame
from crawler.extract.rows.reader import Place, Rules
from crawler.extract.rows.scan import Scan
from crawler.model import PlaceRole
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary

INVESTIGATING = "office_investigates"
CASE_IN_AREA = "case_in_area"  # 'vụ án xảy ra tại A': named as plainly as what goes on there
HARMED = "harmed_body"
NO_CUE = "no_cue"


@lru_cache(maxsize=4)
def rules_of(vocabulary: Vocabulary) -> RoleRules:
    """The rows of a vocabulary compiled (a fifth of a second). Raises PatternError if one is malformed."""
    return Rules(vocabulary.lexicon, vocabulary.roles.cues, vocabulary.roles.rows, NAMED_CLASSES)


class Decided(NamedTuple):
    """An address with its role, the rule that evidence names, and the id of the row that decided."""

    asked: Asked
    role: PlaceRole
    rule: str
    row: str


def roles_of(context: Context, mentions: Sequence[Mention], rules: RoleRules | None = None) -> Pairs:
    """Mentions in order, each with its role and rule; by the bundled rows where no others are given."""
    if not mentions:
        return []
    if is_unaccented(context):
        return unaccented_roles(context, mentions)
    decided = decide(context, mentions, rules or rules_of(bundled_vocabulary()))
    return decided[-1].asked.earlier if decided else []


def decide(context: Context, mentions: Sequence[Mention], rules: RoleRules) -> list[Decided]:
    """The addresses of a document in order, each with the row that decided; not for texts without diacritics."""
    text = context.undotted
    found = addresses(context, mentions, text)
    scan = Scan(rules.inventory, text, context.full, _regions(found, len(text)))
    pairs: Pairs = []
    harmed: set[str] = set()
    decided = []
    for address in found:
        asked = Asked(context, rules, address, rules.sight(scan, frame_of(address), place_of(address)), pairs)
        role, rule, row = _first(asked)
        if rule == HARMED:
            harmed.add(_body_named(address, text))
        elif harmed and rule == NO_CUE and _body_named(address, text) in harmed:
            role, rule = PlaceRole.INCIDENT_SITE, "same_body"
        pairs.append((address.first, role, rule))
        pairs += [(mention, role, "containment") for mention in address.mentions[1:]]
        decided.append(Decided(asked, role, rule, row))
    return decided


class Tried(NamedTuple):
    """A row that was asked of a place: `failed` is the part of it that does not hold, '' for the row that decided."""

    order: int
    row: str
    failed: str


def tried(decided: Decided) -> tuple[Tried, ...]:
    """The rows in the order in which they were asked of a place, the one that decided last."""
    rules, sight = decided.asked.rules, decided.asked.sight
    asked: list[Tried] = []
    for row, test in rules.rows:
        if row.id == decided.row:
            return (*asked, Tried(row.order, row.id, ""))
        asked.append(Tried(row.order, row.id, rules.failure(test, sight) or "flow"))
    return tuple(asked)


def _first(asked: Asked) -> tuple[PlaceRole, str, str]:
    """The first row that holds: its role, its rule and its id."""
    for row in asked.rules.held(asked.sight):
        if row.role is not None:
            return row.role, row.rule or row.id, row.id
        found = FLOWS[row.flow or ""](asked)
        if found is not None:
            return *found, row.id
    return PlaceRole.BACKGROUND, NO_CUE, NO_CUE


def frame_of(address: Address) -> Frame:
    """An address as rows see it."""
    first, sentence = address.first, address.sentence
    return Frame(
        low=address.begin - len(address.head),
        begin=address.begin,
        end=address.end,
        high=address.end + len(address.tail),
        start=address.start,
        stop=sentence.end,
        name=first.start,
    )


def place_of(address: Address) -> Place:
    """What rows may ask of an address itself."""
    return Place(address.sentence.kind, address.first.level, address.first.anchor)


_ON = 40
"""Characters behind a sentence that a row may look at ('Tưởng thật, ...')."""


def _regions(found: Sequence[Address], length: int) -> list[tuple[int, int]]:
    """The parts of the text that rows look at: the sentences that name places and what stands right before them."""
    regions: list[tuple[int, int]] = []
    for address in found:
        low = min(address.start, address.begin - len(address.head))
        high = min(length, max(address.sentence.end, address.end + len(address.tail)) + _ON)
        if regions and low <= regions[-1][1]:
            regions[-1] = (regions[-1][0], max(regions[-1][1], high))
        else:
            regions.append((low, high))
    return regions


def _body_named(address: Address, text: str) -> str:
    """The two words before the place with it: what a text calls one body ('agribank trà vinh') each time."""
    before = address.head[-40:].split()[-2:]
    return " ".join((*before, text[address.begin : address.first.end]))
