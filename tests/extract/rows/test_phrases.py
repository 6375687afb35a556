"""The language of rows: classes, gaps that know clauses, and what they do not match."""

import pytest

from crawler.extract.patterns import PatternError
from crawler.extract.rows.gates import Frame
from crawler.extract.rows.phrases import phrases
from crawler.extract.rows.reader import Place, Rules, Sight
from crawler.extract.rows.scan import Scan
from crawler.model import SentenceKind
from crawler.vocab.roles import RoleVocabulary
from crawler.vocab.rows import Lexicon

LEXICON = {
    "office": {"words": ["(công an|sở|hội)"], "but": ["quốc hội"]},
    "title": {"words": ["(bà|ông)"], "no_names": True},
    "held": {"words": ["bị bắt"], "but": ["bị bắt cóc"]},
    "suffers": {"words": ["bị"], "but": ["@held"]},
    "chain": {"words": ["gọi {2 words} lạ"]},
}


def test_a_gap_before_the_end_of_the_sentence_is_counted_up_to_it() -> None:
    assert holds("công an tỉnh [x] nghệ an", after=["{2-10} @end"])
    assert not holds("công an tỉnh [x] nghệ an cảnh báo", after=["{2-10} @end"])
    assert not holds("công an tỉnh [x] nghệ, an", after=["{2-10} @end"])


def holds(text: str, **condition: object) -> bool:
    """Whether a condition holds for the place in brackets."""
    begin, end = text.index("["), text.index("]") - 1
    plain = text.replace("[", "").replace("]", "")
    cue = {**condition, "yes": ["một câu [x] có"], "no": ["một câu [x] không"]}
    rules = Rules(
        Lexicon.model_validate({"classes": LEXICON}),
        RoleVocabulary.model_validate({"cues": {"asked": cue}, "rows": []}).cues,
        (),
    )
    scan = Scan(rules.inventory, plain.lower(), plain)
    frame = Frame(0, begin, end, len(plain), 0, len(plain), begin)
    gated = rules.holds("asked", rules.sight(scan, frame, Place(SentenceKind.OTHER)))
    assert gated is rules.holds(
        "asked", Sight(scan, frame, Place(SentenceKind.OTHER))
    )  # what is not asked cannot match
    return gated


def test_before_ends_at_the_place_over_blanks_and_an_opening_bracket() -> None:
    assert holds("Công an ([Huế]) họp", before=["@office"])
    assert not holds("Công an họp ở [Huế]", before=["@office"])


def test_a_gap_stays_in_its_clause_unless_it_may_cross() -> None:
    assert holds("Công an huyện A của [Huế]", before=["@office {30}"])
    assert not holds("Công an, sáng nay, [Huế]", before=["@office {30}"])
    assert holds("Công an, sáng nay, [Huế]", before=["@office {30 over ,}"])
    assert not holds("Công an. Sáng nay, [Huế]", before=["@office {30 over ,}"])


def test_a_gap_has_a_least_and_a_most() -> None:
    assert holds("sở ab [Huế]", before=["sở {2-4}"])
    assert not holds("sở [Huế]", before=["sở {2-4}"])
    assert not holds("sở abcdef [Huế]", before=["sở {2-4}"])
    assert holds("sở một hai [Huế]", before=["sở {2 words}"])
    assert not holds("sở một hai ba [Huế]", before=["sở {2 words}"])


def test_a_gap_without_words_ends_where_one_begins() -> None:
    assert holds("sở của [Huế]", before=["sở {20 without đã|bị}"])
    assert not holds("sở đã của [Huế]", before=["sở {20 without đã|bị}"])
    assert not holds("sở bị bắt cóc [Huế]", before=["sở {20 without @suffers}"])


def test_a_gap_of_words_holds_nothing_else() -> None:
    assert holds("ở các huyện [Huế]", before=["ở {3 of các|huyện}"])
    assert holds("ở [Huế]", before=["ở {3 of các|huyện}"])
    assert not holds("ở chợ huyện [Huế]", before=["ở {3 of các|huyện}"])
    assert holds("[Huế], đã vừa bị", after=["{3 over , of đã|vừa} bị"])


def test_what_an_exception_covers_is_no_hit_and_an_exception_has_its_own() -> None:
    assert not holds("Quốc hội [Huế]", before=["@office"])
    assert not holds("[Huế] bị bắt", after=["@suffers"])
    assert holds("[Huế] bị bắt cóc", after=["@suffers"])


def test_a_word_in_a_name_is_none_of_a_class_without_names() -> None:
    assert holds("gồm: Bà [Huế]", before=["@title"])
    assert not holds("đường Hai Bà [Huế]", before=["@title"])


def test_a_class_may_hold_a_chain() -> None:
    assert holds("cuộc gọi rất lạ từ [Huế]", before=["@chain {9}"])
    assert not holds("cuộc gọi từ [Huế]", before=["@chain {9}"])


def test_lead_ends_where_the_longest_match_of_before_begins() -> None:
    assert holds("theo công an huyện sở [Huế]", before=["@office {30}"], lead=["theo"])
    assert not holds("báo công an [Huế]", before=["@office {30}"], lead=["theo"])


def test_start_and_end_are_those_of_the_clause() -> None:
    assert holds("Mới đây, [Huế] họp", before=["@start mới đây {2 over ,}"])
    assert not holds("Bà ấy mới đây, [Huế] họp", before=["@start mới đây {2 over ,}"])
    assert holds("tin của [Huế].", after=["@end"])
    assert not holds("tin của [Huế] đó.", after=["@end"])


def test_shapes_are_found_by_their_form() -> None:
    assert holds("sinh năm 1990 ở [Huế]", before=["@born @year ở"])
    assert holds("[Huế], Thu gặp", after=["{1-2 over ,} @actor"])
    assert not holds("[Huế], Công an gặp", after=["{1-2 over ,} @actor"])


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("sở {x}", "has the gap '{x}'"),
        ("sở {4} {5} họp", "two gaps with nothing between"),
        ("(sở", "never closes"),
        ("(sở)?", "matches the empty text"),
    ],
)
def test_a_malformed_pattern_is_refused_and_named(pattern: str, said: str) -> None:
    with pytest.raises(PatternError, match=said.replace("{", r"\{")) as caught:
        phrases(pattern)
    assert pattern in str(caught.value)
