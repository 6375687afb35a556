"""The rows of losses.yml: each shown, each refuted by an amount near it; each id and order given once."""

import pytest

from crawler.extract.figures.losses import deciding_row, loss_rules
from crawler.extract.marked import marked
from crawler.extract.rows.scan import Scan
from crawler.text.money import find_amounts
from crawler.vocab.losses import LossRow, load_losses

ROWS = load_losses().rows


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_of_losses_is_shown_and_refuted_by_its_sentences(row: LossRow) -> None:
    assert row.yes
    assert row.no
    for example in row.yes:
        assert (example, _decider(example)) == (example, row.id)
    for example in row.no:
        assert _decider(example) != row.id, example


def _decider(example: str) -> str:
    """The row that decides of the amount in brackets."""
    given, rules = marked(example), loss_rules()
    (amount,) = (one for one in find_amounts(given.context.match) if one.start == given.start)
    scan = Scan(rules.inventory, given.context.undotted, given.context.full)
    row = deciding_row(rules, scan, amount, given.context.sentence_at(amount.start))
    return row.id if row else ""


def test_a_point_within_a_number_does_not_part_a_cue_from_its_amount() -> None:
    assert _decider("Bà H. đã chuyển 15.000 USD (gần [350 triệu đồng]).") == "lost"


def test_an_amount_that_no_row_reads_is_no_loss() -> None:
    assert _decider("Ông Hùng nói có [350 triệu đồng].") == ""


def test_ids_and_orders_are_given_once() -> None:
    assert len({row.id for row in ROWS}) == len({row.order for row in ROWS}) == len(ROWS)
