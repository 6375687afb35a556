"""What changed in the roles of the corpus was read: no loss is left, the page says what the table says."""

from pathlib import Path

import pytest

from benchmarks.roles import HEADER, PAGE, UNREAD, Judged, differences, page, read_judged, with_verdicts, write_judged

OLD = {("a", 3): "background:no_cue", ("a", 9): "affected:list", ("b", 0): "issuer:office_says"}


def test_a_place_in_another_role_is_a_difference_and_one_by_another_rule_is_none() -> None:
    now = {**OLD, ("a", 3): "affected:many_there", ("a", 9): "affected:at_place"}
    assert list(differences(OLD, now)) == [Judged("a", 3, "background:no_cue", "affected:many_there")]


def test_a_place_that_is_gone_and_one_that_is_new_are_differences() -> None:
    now = {("a", 3): OLD["a", 3], ("a", 9): OLD["a", 9], ("c", 1): "issuer:unit_warns"}
    assert [(one.document, one.old, one.new) for one in differences(OLD, now)] == [
        ("b", "issuer:office_says", "none:"),
        ("c", "none:", "issuer:unit_warns"),
    ]


def test_a_verdict_stays_with_the_same_change_and_is_asked_anew_for_another() -> None:
    known = [Judged("a", 3, "background:no_cue", "affected:list", "gain", "r1")]
    same = Judged("a", 3, "background:country", "affected:many_there")
    other = Judged("a", 3, "background:no_cue", "issuer:office_says")
    assert [one.verdict for one in with_verdicts([same, other], known)] == ["gain", UNREAD]


def test_a_line_without_a_verdict_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "judged.tsv"
    write_judged([Judged("a", 3, "x:y", "z:w", "gain", "r1")], path)
    assert read_judged(path) == [Judged("a", 3, "x:y", "z:w", "gain", "r1")]
    path.write_text("\t".join(HEADER) + "\na\t3\tx:y\tz:w\tgood\tr1\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"judged.tsv: line 2 needs 6 columns and a verdict"):
        read_judged(path)


def test_every_change_of_a_role_was_read_and_none_is_a_loss() -> None:
    assert [one for one in read_judged() if one.verdict in (UNREAD, "loss") or not one.reader] == []


def test_the_page_of_changes_says_what_was_judged() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(read_judged()), "run: make docs"
