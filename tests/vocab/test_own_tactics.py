"""A team's own tactics: joined to the bundled ones, replaced, given more cues, retired; and what is refused."""

from pathlib import Path

import pytest

from crawler.extract import understand
from crawler.extract.trying import tried_vocabulary
from crawler.model import ConfigurationError, Document
from crawler.vocab.vocabulary import Vocabulary, bundled_vocabulary, load_vocabulary

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
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.yml"


def codes(text: str, vocabulary: Vocabulary | None = None) -> list[str]:
    return [label.code for label in understand(document(text), None, vocabulary).tactics]


def document(text: str) -> Document:
    return Document("p", "r", "s", "", "", "", text, None, None, "vi", "test")


TEXT = "Cảnh báo lừa đảo: kẻ gian mời lắp trạm sạc xe điện. Người dân cần cảnh giác."


def test_a_new_tactic_is_found_with_the_vocabulary_that_holds_it_and_with_no_other(own: Path) -> None:
    own.write_text(f"tactics:{ENTRY}", encoding="utf-8")
    with_own = tried_vocabulary(own)
    assert codes(TEXT, with_own) == ["ev_charger_deposit"]
    assert codes(TEXT, bundled_vocabulary()) == codes(TEXT) == ["other_unspecified"]
    assert codes(TEXT, with_own) == ["ev_charger_deposit"]
    assert understand(document(TEXT), None, with_own).extractor != understand(document(TEXT)).extractor


def test_a_file_that_was_edited_gives_another_vocabulary_and_the_same_content_the_same(own: Path) -> None:
    own.write_text(f"tactics:{ENTRY}", encoding="utf-8")
    first = load_vocabulary(own)
    own.write_text(f"tactics:{ENTRY.replace('Lừa lắp trạm sạc', 'Cọc trạm sạc')}", encoding="utf-8")
    second = load_vocabulary(own)
    assert (first.tactic_name("ev_charger_deposit"), second.tactic_name("ev_charger_deposit")) == (
        "Lừa lắp trạm sạc",
        "Cọc trạm sạc",
    )
    assert first.tactics.version != second.tactics.version
    assert load_vocabulary(own) is second


def test_names_are_those_of_the_vocabulary_and_unknown_ids_stand_for_themselves(own: Path) -> None:
    own.write_text(f"tactics:{ENTRY}", encoding="utf-8")
    assert load_vocabulary(own).tactic_name("ev_charger_deposit", "en") == "EV charger deposit"
    assert bundled_vocabulary().tactic_name("ev_charger_deposit") == "ev_charger_deposit"
    assert bundled_vocabulary().facet_name("channel", "pigeon") == "pigeon"


def test_an_entry_with_a_bundled_id_replaces_it_as_a_whole(own: Path) -> None:
    own.write_text(f"tactics:{ENTRY.replace('ev_charger_deposit', 'power_utility')}", encoding="utf-8")
    vocabulary = tried_vocabulary(own)
    assert vocabulary.tactic_name("power_utility") == "Lừa lắp trạm sạc"
    assert codes(TEXT, vocabulary) == ["power_utility"]
    assert len(vocabulary.tactics.tactics) == len(bundled_vocabulary().tactics.tactics)


def test_bundled_tactics_get_more_cues_or_are_retired(own: Path) -> None:
    assert codes(TEXT) == ["other_unspecified"]
    own.write_text(
        'add: {power_utility: {strong: ["lắp .. trạm sạc"]}}\nretired: [spiritual_service]\n', encoding="utf-8"
    )
    vocabulary = tried_vocabulary(own)
    assert codes(TEXT, vocabulary) == ["power_utility"]
    assert "spiritual_service" not in vocabulary.tactic_ids
    assert "spiritual_service" in bundled_vocabulary().tactic_ids


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
        ("tactics: \udcff", "YAML"),  # a byte that is no UTF-8
    ],
)
def test_an_unsound_file_is_refused_by_name(own: Path, content: str, word: str) -> None:
    own.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigurationError, match=word) as failure:
        tried_vocabulary(own)
    assert own.name in str(failure.value)


def test_a_missing_file_is_refused(own: Path) -> None:
    with pytest.raises(ConfigurationError, match="Cannot read"):
        tried_vocabulary(own)
