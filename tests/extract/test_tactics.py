"""Tactics: every tactic's own examples, and the rules of scoring."""

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Document
from crawler.vocab.tactics import FALLBACK, load_tactics


def read(text: str, title: str = "") -> Advisory:
    return understand(Document("p", "r", "s", "", title, "", text, None, None, "vi", "test"))


def codes(advisory: Advisory) -> list[str]:
    return [label.code for label in advisory.tactics]


EXAMPLES = [t for t in load_tactics().tactics if t.id != FALLBACK]


@pytest.mark.parametrize("tactic", EXAMPLES, ids=lambda tactic: tactic.id)
def test_the_positive_examples_of_a_tactic_show_it_first(tactic) -> None:
    for example in tactic.examples.positive:
        found = read(example)
        assert codes(found)[:1] == [tactic.id], (
            f"crawler/vocab/tactics.yml: the positive example {example!r} of {tactic.id} is read as {found.kind}, tactics "
            f"{codes(found)}: mend the cues, or let the sentence tell that people are deceived"
        )


@pytest.mark.parametrize("tactic", EXAMPLES, ids=lambda tactic: tactic.id)
def test_the_negative_examples_of_a_tactic_do_not_show_it(tactic) -> None:
    for example in tactic.examples.negative:
        assert tactic.id not in codes(read(example)), example


def test_a_warning_without_a_known_tactic_is_unspecified_with_evidence() -> None:
    tactic = load_tactics().tactic(FALLBACK)
    for example in tactic.examples.positive:
        label = read(example).tactics[0]
        assert label.code == FALLBACK
        assert label.evidence
    for example in tactic.examples.negative:
        assert read(example).tactics == ()


def test_every_piece_of_evidence_is_a_slice_of_the_original() -> None:
    title = "Cảnh báo giả danh cán bộ thuế"
    text = "Kẻ gian mạo danh cán bộ thuế gọi điện. Chúng gửi link cài ứng dụng eTax giả."
    advisory = read(text, title)
    findings = [f for label in advisory.tactics for f in label.evidence]
    assert {f.field for f in findings} == {"title", "text"}
    for finding in findings:
        source = title if finding.field == "title" else text
        assert source[finding.start : finding.end] == finding.quote


def test_advice_is_no_evidence() -> None:
    lead = "Công an tỉnh cảnh báo lừa đảo. Nhiều người mất tiền."
    assert codes(read(f"{lead} Người dân không bấm vào đường link lạ, không tải trang web giả mạo.")) == [FALLBACK]


def test_a_list_of_other_scams_in_passing_gives_no_tactic() -> None:
    text = (
        "Kẻ gian giả danh nhân viên điện lực dọa cắt điện để lừa tiền. Chúng đòi nộp tiền ngay. "
        "Trước đó, tội phạm mạng từng giả danh công an gọi điện, lừa tình cảm, tuyển cộng tác viên, khóa SIM."
    )
    assert codes(read(text)) == ["power_utility"]


def test_what_is_denied_or_only_supposed_gives_no_tactic() -> None:
    lead = "Công an tỉnh cảnh báo lừa đảo. Nhiều người mất tiền. "
    told = "Kẻ gian giả danh nhân viên điện lực dọa cắt điện. Chúng đòi nộp tiền điện."
    assert codes(read(lead + told)) == ["power_utility"]
    denied = "Ngành điện không bao giờ yêu cầu khách nộp tiền điện qua link giả danh điện lực."
    supposed = "Giả sử kẻ gian giả danh nhân viên điện lực dọa cắt điện thì sao."
    assert codes(read(lead + denied)) == [FALLBACK]
    assert codes(read(lead + supposed)) == [FALLBACK]
