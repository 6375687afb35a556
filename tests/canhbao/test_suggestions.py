"""The linear model that suggests tactics: sparse, explained by words of the document, the same from the same articles."""

import json
from pathlib import Path
from typing import Any

import pytest

from canhbao.analyst.suggestions import load_model, model_of, suggest, train
from crawler.extract import understand
from crawler.model import Advisory, ConfigurationError, Document
from crawler.vocab.tactics import FALLBACK, load_tactics


def advisory(text: str, title: str = "", page: str = "p") -> Advisory:
    return understand(Document(page, "r", "s", "", title, "", text, None, None, "vi", "test"))


CLOUDS = ["đám mây", "cơn gió", "dòng sông", "ngọn đồi", "con suối", "cánh đồng", "vườn cây", "mái đình"]
POWER = [f"Kẻ gian giả danh điện lực dọa cắt điện, nói về công tơ {c} rồi đòi tiền." for c in CLOUDS * 10]
OTHERS = [f"Hội làng có {c} và {d}, bà con vui." for c in CLOUDS for d in CLOUDS * 5]


def trained() -> dict[str, Any]:
    return train([advisory(text, page=str(n)) for n, text in enumerate(POWER + OTHERS)])


def test_words_beside_the_cues_speak_too() -> None:
    model = model_of(trained())
    found = suggest(advisory("Kẻ gian giả danh thợ, nói về công tơ rồi đòi tiền.", "Chuyện lạ"), model)
    assert [item.tactic for item in found] == ["power_utility"]
    assert suggest(advisory("Hội làng có dòng sông và cơn gió."), model) == ()


def test_every_suggestion_is_explained_by_words_that_stand_there() -> None:
    given = advisory("Kẻ gian giả danh thợ, nói về công tơ rồi đòi tiền.", "Dọa cắt điện")
    (found,) = suggest(given, model_of(trained()))
    assert found.evidence
    for finding in found.evidence:
        text = given.document.title if finding.field == "title" else given.document.text
        assert text[finding.start : finding.end] == finding.quote
        assert finding.weight > 0


def test_the_same_articles_give_the_same_model() -> None:
    assert json.dumps(trained(), sort_keys=True) == json.dumps(trained(), sort_keys=True)


def test_labels_go_before_the_rules() -> None:
    read = [advisory(text, page=str(n)) for n, text in enumerate(POWER + OTHERS)]
    labels = {item.advisory_id: ["spiritual_service"] for item in read[: len(POWER)]}
    assert list(train(read, labels)["bias"]) == ["spiritual_service"]


def test_too_few_articles_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="Too few"):
        train([advisory(POWER[0])])


def test_the_shipped_model_is_small_and_names_known_tactics() -> None:
    model = load_model()
    assert set(model.bias) <= {tactic.id for tactic in load_tactics().tactics} - {FALLBACK}
    assert len(model.weights) < 3000
    assert all(set(weights) <= set(model.bias) for weights in model.weights.values())


def test_the_command_leaves_out_copies_of_what_it_measures_on(tmp_path: Path, canhbao: Any) -> None:
    rows = [{"id": str(n), "title": "", "text": text} for n, text in enumerate(POWER + OTHERS)]
    (tmp_path / "articles.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    gold = {"id": "gold", "title": "", "text": OTHERS[0], "tactics": ["power_utility"]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    done = canhbao(
        *("train", str(tmp_path / "articles.jsonl"), "--held-out", str(tmp_path / "gold.jsonl")),
        *("--out", str(tmp_path / "model.json")),
        data=tmp_path / "data",
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) < len(rows)
    assert "0 of 0 made, 1 labelled" in done.stdout
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["bias"]
