"""Every text is there in both languages, and pages say no other."""

import re
from importlib import resources

import yaml

NAMES = {"name", "as_json", "as_csv", "as_atom"}  # the same in every language
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I)


def test_words_exist_in_both_languages_and_templates_use_no_others() -> None:
    folder = resources.files("dashboards")
    texts = yaml.safe_load(folder.joinpath("texts.yml").read_text(encoding="utf-8"))
    assert set(texts["vi"]) == set(texts["en"])
    used = set()
    for template in folder.joinpath("templates").iterdir():
        used |= set(re.findall(r"\bt\('(\w+)'", template.read_text(encoding="utf-8")))
    computed = {name for name in used if name.endswith("_")}  # t('sort_' ~ name): the keys share a beginning
    assert used - computed <= set(texts["vi"])
    assert [name for name in computed if not any(key.startswith(name) for key in texts["vi"])] == []


def test_an_english_text_is_english_and_has_the_places_of_the_vietnamese_one() -> None:
    texts = yaml.safe_load(resources.files("dashboards").joinpath("texts.yml").read_text(encoding="utf-8"))
    same = {key for key, text in texts["vi"].items() if text == texts["en"][key]}
    assert same == NAMES
    assert [key for key, text in texts["en"].items() if VIETNAMESE.search(text)] == ["language"], (
        "it names the other one"
    )
    for key, text in texts["vi"].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", texts["en"][key])), key
