"""A team adds rows of places or switches them off in its own file; what is refused names the row and the sentence."""

from pathlib import Path

import pytest

from crawler.extract import understand
from crawler.extract.trying import tried_vocabulary
from crawler.model import ConfigurationError, Document, PlaceRole
from crawler.vocab.vocabulary import Vocabulary

ROW = """
rules:
  add:
    - id: market_radio
      order: 56
      role: issuer
      before: ["loa chợ"]
      after: ["{40} nhắc"]
      yes: ["Loa chợ ở [Huế] nhắc bà con."]
      no: ["Loa chợ ở [Huế] hỏng."]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.yml"


def roles(text: str, vocabulary: Vocabulary | None = None) -> set[PlaceRole]:
    document = Document("p", "r", "s", "", "Cảnh báo lừa đảo", "", text, None, None, "vi", "test")
    return {place.role for place in understand(document, None, vocabulary).places if place.province_2025 == "Huế"}


TEXT = "Người dân cảnh giác lừa đảo. Loa chợ ở Huế nhắc bà con không chuyển tiền cho kẻ lạ."


def test_an_added_row_decides_with_the_vocabulary_that_holds_it_and_with_no_other(own: Path) -> None:
    own.write_text(ROW.replace('["loa chợ"]', '["loa chợ ở"]'), encoding="utf-8")
    assert PlaceRole.ISSUER in roles(TEXT, tried_vocabulary(own))
    assert PlaceRole.ISSUER not in roles(TEXT)


def test_a_row_that_is_switched_off_decides_no_more(own: Path) -> None:
    text = "Theo Tạp chí Huế, kẻ lừa đảo đã bị bắt."
    own.write_text("rules: {off: [publisher]}", encoding="utf-8")
    assert PlaceRole.PUBLISHER in roles(text)
    assert PlaceRole.PUBLISHER not in roles(text, tried_vocabulary(own))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ROW, r"market_radio: .* in its 'yes' sentence 'Loa chợ ở \[Huế\] nhắc bà con.'; widen it"),
        (ROW.replace('["loa chợ"]', '["(loa"]'), "rows > market_radio > before: the pattern '\\(loa' opens a bracket"),
        (ROW.replace('["loa chợ"]', '["@loa"]'), "names the word class @loa, which lexicon.yml does not have"),
        (ROW.replace("order: 56", "order: 50"), "market_radio: order 50 is that of publisher; give a free number"),
        (ROW.replace("role: issuer", "flow: list"), "market_radio: 'flow' is for bundled rows"),
        (ROW.replace('      no: ["Loa chợ ở [Huế] hỏng."]\n', ""), "give a sentence for it .* and one near it"),
        (ROW.replace("[Huế] hỏng", "Huế hỏng"), "rules > add > 0 > no > 0"),
        ("rules: {off: [publishr]}", "no row is called 'publishr'; see docs/places.md"),
        ("rules: {off: [residence]}", "'residence' is decided by code and stays"),
    ],
)
def test_an_unsound_rule_is_refused_with_the_file_the_row_and_the_remedy(own: Path, content: str, said: str) -> None:
    own.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said) as caught:
        tried_vocabulary(own)
    assert "own.yml" in str(caught.value)


def test_a_row_whose_sentence_against_it_is_read_by_it_is_refused(own: Path) -> None:
    content = ROW.replace('["loa chợ"]', '["loa chợ ở"]').replace("hỏng", "lại nhắc")
    own.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"in its 'no' sentence 'Loa chợ ở \[Huế\] lại nhắc.'; narrow it"):
        tried_vocabulary(own)
