"""A team's own tactics: joined to the bundled ones, replaced, given more cues, retired; and what is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.extract import understand, understand_with
from crawler.model import ConfigurationError, Document
from crawler.vocab.tactics import load_tactics

ENTRY = """
  - id: ev_charger_deposit
    family: commerce
    vi: "Lừa lắp trạm sạc"
    en: "EV charger deposit"
    definition: "A deposit for a charger that never comes."
    cues: {strong: ["lắp .. trạm sạc"]}
    examples:
      positive: ["Chúng mời lắp trạm sạc rồi lừa tiền cọc."]
      negative: ["Thành phố khánh thành mười trạm sạc."]
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "own.yml"
    understand_with(None)


def codes(text: str) -> list[str]:
    return [
        label.code for label in understand(Document("p", "r", "s", "", "", "", text, None, None, "vi", "test")).tactics
    ]


TEXT = "Cảnh báo lừa đảo: kẻ gian mời lắp trạm sạc xe điện. Người dân cần cảnh giác."


def test_a_new_tactic_is_found_while_the_file_is_in_use_and_not_after(own: Path) -> None:
    before = understand(Document("p", "r", "s", "", "", "", TEXT, None, None, "vi", "test")).extractor
    own.write_text(f"tactics:{ENTRY}", encoding="utf-8")
    understand_with(own)
    assert codes(TEXT) == ["ev_charger_deposit"]
    assert understand(Document("p", "r", "s", "", "", "", TEXT, None, None, "vi", "test")).extractor != before
    understand_with(None)
    assert codes(TEXT) == ["other_unspecified"]


def test_an_entry_with_a_bundled_id_replaces_it_as_a_whole(own: Path) -> None:
    own.write_text(f"tactics:{ENTRY.replace('ev_charger_deposit', 'power_utility')}", encoding="utf-8")
    understand_with(own)
    assert load_tactics().name("power_utility") == "Lừa lắp trạm sạc"
    assert codes(TEXT) == ["power_utility"]
    assert len(load_tactics().tactics) == 46


def test_bundled_tactics_get_more_cues_or_are_retired(own: Path) -> None:
    assert codes(TEXT) == ["other_unspecified"]
    own.write_text(
        'add: {power_utility: {strong: ["lắp .. trạm sạc"]}}\nretired: [spiritual_service]\n', encoding="utf-8"
    )
    understand_with(own)
    assert codes(TEXT) == ["power_utility"]
    assert "spiritual_service" not in {tactic.id for tactic in load_tactics().tactics}


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (f"tactics:{ENTRY.replace('lắp .. trạm', '(lắp .. trạm')}", "opens a bracket"),
        (f"tactics:{ENTRY.replace('family: commerce', 'family: none')}", "family"),
        (f"tactics:{ENTRY.replace('Chúng mời lắp trạm sạc rồi', 'Chúng')}", "positive example"),
        (f"tactics:{ENTRY.replace('Thành phố khánh thành', 'Kẻ gian lừa lắp')}", "negative example"),
        (f"tactics:{ENTRY}    scamwatch: Other\n", "scamwatch"),
        ("retired: [no_such]", "no_such"),
        ("add: {no_such: {strong: [abc]}}", "no_such"),
        ("tactics: [", "YAML"),
    ],
)
def test_an_unsound_file_is_refused_by_name(own: Path, content: str, word: str) -> None:
    own.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=word) as failure:
        understand_with(own)
    assert own.name in str(failure.value)


def test_a_missing_file_is_refused(own: Path) -> None:
    with pytest.raises(ConfigurationError, match="Cannot read"):
        understand_with(own)
