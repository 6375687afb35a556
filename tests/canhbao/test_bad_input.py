"""Bad input gives one clear sentence with the remedy and the documented exit code; everything else is processed."""

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = """Công an tỉnh Nghệ An cảnh báo thủ đoạn giả danh cán bộ thuế.

Thời gian gần đây, trên địa bàn tỉnh Nghệ An xuất hiện các đối tượng giả danh cán bộ thuế gọi điện cho hộ kinh doanh, yêu cầu cài
ứng dụng eTax giả mạo để chiếm đoạt tài sản. Công an tỉnh khuyến cáo người dân tuyệt đối không làm theo.
"""


def one_sentence(done: Any) -> str:
    lines = [line for line in done.stderr.strip().splitlines() if line.startswith("canhbao:")]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


def test_an_unreadable_file_is_named_and_the_others_are_added(tmp_path: Path, canhbao: Any) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF follows")
    done = canhbao("add", str(folder), "--json", data=tmp_path / "data")
    assert done.returncode == 3
    assert "broken.pdf" in one_sentence(done)
    report = json.loads(done.stdout)
    assert {Path(f["path"]).name: f["outcome"] for f in report["files"]} == {
        "good.txt": "advisory",
        "broken.pdf": "quarantined",
    }
    assert report["indexed"] == 1
    assert report["even"]


def test_a_missing_path_is_named_and_the_others_are_added(tmp_path: Path, canhbao: Any) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    done = canhbao(
        "add", str(tmp_path / "no-such-file.pdf"), str(tmp_path / "good.txt"), "--json", data=tmp_path / "data"
    )
    assert done.returncode == 3
    assert "no-such-file.pdf" in one_sentence(done)
    assert json.loads(done.stdout)["indexed"] == 1


def test_an_empty_folder_is_named(tmp_path: Path, canhbao: Any) -> None:
    (tmp_path / "empty").mkdir()
    done = canhbao("add", str(tmp_path / "empty"), data=tmp_path / "data")
    assert done.returncode == 3
    assert "empty" in one_sentence(done)


@pytest.mark.parametrize("address", ["redis://localhost", "embeded", "ftp://127.0.0.1"])
def test_an_unknown_engine_address_is_a_configuration_error(tmp_path: Path, canhbao: Any, address: str) -> None:
    done = canhbao("search", "x", data=tmp_path / "data", index=address)
    assert done.returncode == 2
    sentence = one_sentence(done)
    assert address in sentence
    assert "CANHBAO_INDEX" in sentence


def test_an_engine_that_is_away_keeps_the_work(tmp_path: Path, canhbao: Any) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    data = tmp_path / "data"
    away = canhbao("add", str(tmp_path / "good.txt"), "--json", data=data, index="http://127.0.0.1:9")
    assert away.returncode == 4
    assert "http://127.0.0.1:9" in one_sentence(away)
    assert json.loads(away.stdout)["waiting"] == 1
    back = canhbao("index", "status", "--json", data=data)
    assert json.loads(back.stdout)["waiting"] == 1
    again = canhbao("add", str(tmp_path / "good.txt"), "--json", data=data)
    assert json.loads(again.stdout)["waiting"] == 0
    found = canhbao("search", "etax", "--json", data=data)
    assert json.loads(found.stdout)["total"] == 1


def test_plain_http_off_loopback_is_refused(tmp_path: Path, canhbao: Any) -> None:
    done = canhbao("search", "x", data=tmp_path / "data", index="http://search.example:9200")
    assert done.returncode == 2
    assert "https://" in one_sentence(done)


def test_a_broken_source_file_is_named_and_the_others_count(tmp_path: Path, canhbao: Any) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yml").write_text("slug: mau\nname: [không đóng\n", encoding="utf-8")
    (own / "good.yml").write_text(
        "slug: cua-toi\nname: Trang của tôi\nbody: portal\nplatform: listing\nhomepage: https://cua-toi.example/\n",
        encoding="utf-8",
    )
    (tmp_path / "canhbao.toml").write_text(f'sources = ["{own}"]\n', encoding="utf-8")
    done = canhbao("sources", "check", "--json", data=tmp_path / "data")
    assert done.returncode == 3
    assert "broken.yml" in one_sentence(done)
    listed = canhbao("sources", "list", "--json", data=tmp_path / "data")
    assert "cua-toi" in {source["slug"] for source in json.loads(listed.stdout)}


def test_an_unknown_source_is_named(tmp_path: Path, canhbao: Any) -> None:
    done = canhbao("crawl", "no-such-source", data=tmp_path / "data")
    assert done.returncode == 2
    assert "no-such-source" in one_sentence(done)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, canhbao: Any) -> Path:
    """A data folder with one document: questions to an empty one are answered before they are read."""
    home = tmp_path_factory.mktemp("filled")
    (home / "good.txt").write_text(TEXT, encoding="utf-8")
    done = canhbao("add", str(home / "good.txt"), data=home / "data")
    assert done.returncode == 0, done.stderr
    return home / "data"


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["search", "x", "--province", "Atlantis"], "Atlantis"),
        (["search", "x", "--since", "hôm qua"], "hôm qua"),
        (["search", 'chưa "đóng'], "dấu ngoặc kép"),
        (["search", "x", "--since", "2026-02-01", "--until", "2026-01-01"], "2026-02-01"),
        (["trends", "--by", "colour"], "colour"),
        (["trends", "--interval", "decade"], "decade"),
        (["show", "0000000000000000"], "0000000000000000"),
        (["evaluate", "no-such-gold.jsonl"], "no-such-gold.jsonl"),
        (["crawl", "--shard", "3/2"], "3/2"),
    ],
)
def test_a_wrong_question_is_answered_with_the_word_that_is_wrong(
    filled: Path, canhbao: Any, arguments: list[str], word: str
) -> None:
    done = canhbao(*arguments, data=filled)
    assert done.returncode == 2, done.stderr
    assert word in one_sentence(done)


def test_a_broken_configuration_file_is_named(tmp_path: Path, canhbao: Any) -> None:
    (tmp_path / "canhbao.toml").write_text("data = \n", encoding="utf-8")
    done = canhbao("search", "x", data=tmp_path / "data")
    assert done.returncode == 2
    assert "canhbao.toml" in one_sentence(done)


def test_a_secret_file_that_others_may_read_is_refused(tmp_path: Path, canhbao: Any) -> None:
    key = tmp_path / "key"
    key.write_text("secret", encoding="utf-8")
    key.chmod(0o644)
    done = canhbao("search", "x", data=tmp_path / "data", ELASTICSEARCH_API_KEY_FILE=str(key))
    assert done.returncode == 2
    assert "chmod 600" in one_sentence(done)


def test_annotate_reports_a_bad_line_and_goes_on(tmp_path: Path, canhbao: Any) -> None:
    lines = [
        json.dumps({"id": "1", "title": "Cảnh báo", "text": TEXT}),
        "{not json",
        '{"id": "3"}',
        json.dumps({"id": "4", "text": TEXT}),
    ]
    done = canhbao("annotate", data=tmp_path / "data", stdin="\n".join(lines).encode())
    assert done.returncode == 3
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == ["1", "4"]
    assert done.stderr.count("canhbao: dòng") == 2
    for result in results:
        for label in result["tactics"]:
            for evidence in label["evidence"]:
                assert (
                    evidence.get("field") == "title" or TEXT[evidence["start"] : evidence["end"]] == evidence["quote"]
                )
    assert results[0]["tactics"][0]["id"] == "tax_impersonation"
    assert results[0]["affected"][0]["province"] == "Nghệ An"
