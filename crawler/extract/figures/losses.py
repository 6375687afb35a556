"""Money in a warning with its role: lost, demanded, prevented or aggregate. Fines, prices and thresholds are left out.

In: a Context. Out: losses with evidence, by the rows of losses.yml. Only `lost` feeds loss statistics (taxonomy, loss_amount).
"""

from functools import cache

from crawler.extract.context import Context
from crawler.extract.rows.gates import Frame
from crawler.extract.rows.reader import Place, Rules, Sight
from crawler.extract.rows.scan import Scan
from crawler.extract.sentence_kinds import Sentence
from crawler.model import Loss, SentenceKind
from crawler.once import one_at_a_time
from crawler.text.money import Amount, find_amounts
from crawler.vocab.losses import LossRow, load_losses
from crawler.vocab.rows import load_lexicon

_SILENT = (SentenceKind.ADVICE, SentenceKind.BOILERPLATE, SentenceKind.RELATED)
_NEAR = 140
"""Characters before an amount in which its role is told."""
_LEAST = 50_000  # VND: less is a fee or a price


@one_at_a_time
@cache
def loss_rules() -> Rules[LossRow]:
    """The rows of losses.yml compiled."""
    losses = load_losses()
    return Rules(load_lexicon(), losses.cues, losses.rows, ())


def find_losses(context: Context) -> tuple[Loss, ...]:
    """Amounts with a role, each amount and role once."""
    asked = []
    for amount in find_amounts(context.match):
        if amount.vnd < _LEAST or amount.start < context.body_start < amount.end:
            continue
        sentence = context.sentence_at(amount.start)
        if sentence.kind not in _SILENT:
            asked.append((amount, sentence))
    if not asked:
        return ()
    rules = loss_rules()
    regions = sorted({(sentence.start, max(sentence.end, amount.end)) for amount, sentence in asked})
    scan = Scan(rules.inventory, context.undotted, context.full, regions)
    found: dict[tuple[int, str], Loss] = {}
    for amount, sentence in asked:
        row = deciding_row(rules, scan, amount, sentence)
        if row is not None and row.role != "none":
            evidence = context.finding(row.role, amount.start, amount.end, f"amount_{row.role}")
            found.setdefault((amount.vnd, row.role), Loss(amount.vnd, row.role, (evidence,)))
    return tuple(found.values())


def deciding_row(rules: Rules[LossRow], scan: Scan, amount: Amount, sentence: Sentence) -> LossRow | None:
    """The first row that holds of an amount in its sentence; None where nothing says what it is."""
    low, high = max(sentence.start, amount.start - _NEAR), max(sentence.end, amount.end)
    frame = Frame(low, amount.start, amount.end, high, sentence.start, high, amount.start)
    return next(rules.held(Sight(scan, frame, Place(sentence.kind))), None)
