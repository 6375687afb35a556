"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the repository, end with their own checks green.

`canhbao` and `python` are those of the copy. The site of the recipe for a source stands on loopback: its address is put in
for that of the recipe, and taken out again of what the command wrote and said.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from canhbao.analyst.new_tactic import LIST, PAGE, SENTENCES, NewTactic, with_new_tactic
from canhbao.commands.tactics_new import asked_for
from canhbao.terminal.vocabulary_page import vocabulary_page
from crawler.model import ConfigurationError
from crawler.vocab.vocabulary import bundled_vocabulary

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "spiders" / "samples"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"<!-- recipe: (\w+) -->\n```sh\n(.*?)```", TEXT, re.S))
HARMLESS = re.findall(r"^  --negative .*?--near .*?\n", RECIPES["tactic"], re.S | re.M)[0]
SITE = "https://baomau.example"
SHIM = """#!{python}
import functools, os, pathlib, sys
import canhbao.registry.trial as trial
from canhbao.cli import main
port, site = int(os.environ["SITE_PORT"]), "{site}"
local = f"http://127.0.0.1:{{port}}"
def put_back():
    host = site.partition("//")[2]
    for path in sorted(pathlib.Path().rglob("127-0-0-1.*")):
        text = path.read_text(encoding="utf-8").replace(local, site).replace("127.0.0.1", host)
        path.write_text(text.replace("127-0-0-1", host.replace(".", "-")), encoding="utf-8")
        path.rename(path.with_name(path.name.replace("127-0-0-1", host.replace(".", "-"))))
if __name__ == "__main__":  # a trial starts a process of its own, which reads this file once more
    asked = any(site in word for word in sys.argv)
    sys.argv = [word.replace(site, local) for word in sys.argv]
    trial.try_source = functools.partial(trial.try_source, loopback_ports=(port,))
    try:
        main()
    finally:
        if asked:
            put_back()
"""


def copy_of_the_repository(folder: Path) -> Path:
    """What git knows of, as it stands here; with commands that run the copy."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if told.returncode != 0:
        pytest.skip("Không phải kho git. This tree is no git clone: clone the repository to follow its recipes.")
    for name in filter(None, told.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    tools = folder.parent / "bin"
    tools.mkdir(exist_ok=True)
    (tools / "canhbao").write_text(SHIM.format(python=sys.executable, site=SITE), encoding="utf-8")
    (tools / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    return folder


@contextmanager
def site() -> Iterator[int]:
    """A newspaper on loopback: a list at /canh-bao and its articles, of the samples of a platform. Gives its port."""
    pages = {"/canh-bao": (SAMPLES / "joomla.list.html").read_bytes()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            article = self.path.startswith("/tin-tuc-su-kien/")
            body = (SAMPLES / "joomla.article.html").read_bytes() if article else pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def follow(recipe: str, folder: Path, port: int = 0) -> "subprocess.CompletedProcess[str]":
    """Run the lines of a recipe in a copy; the first that fails ends it."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CANHBAO_", "PYTEST_"))}
    tools = folder.parent / "bin"
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", recipe],
        cwd=folder,
        env={**clean, "PATH": f"{tools}:{clean['PATH']}", "PYTHONPATH": str(folder), "SITE_PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
    )


def without_last(recipe: str) -> str:
    """The recipe up to its check."""
    return recipe.rstrip("\n").rpartition("\n")[0]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_of_the_repository(tmp_path / "copy")


def test_the_recipes_that_the_docs_promise_are_there() -> None:
    assert RECIPES.keys() == {"source", "tactic", "platform", "rule"}
    assert [name for name, recipe in RECIPES.items() if "pytest" not in recipe.rstrip().rpartition("\n")[2]] == []


def test_a_source_is_added_by_its_recipe(copy: Path) -> None:
    with site() as port:
        done = follow(RECIPES["source"], copy, port)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "platform: joomla" in done.stdout
    assert "Báo Mẫu" in (copy / "docs" / "sources.md").read_text(encoding="utf-8")


def test_a_source_whose_page_nobody_read_is_told_what_is_lacking(copy: Path) -> None:
    unread = re.sub(r"^cd spiders.*?^cd -$", "", RECIPES["source"], flags=re.S | re.M)
    with site() as port:
        done = follow(unread, copy, port)
    assert done.returncode == 3
    assert "Not filled in yet: title, published, first_words, last_words" in done.stderr


def test_a_tactic_is_added_by_its_recipe_and_the_files_keep_their_layout(copy: Path) -> None:
    done = follow(RECIPES["tactic"], copy)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for name in ("crawler/vocab/tactics.yml", "tests/vocab/examples/tactics.yml", "docs/tactics.md"):
        before, after = ((root / name).read_text(encoding="utf-8").splitlines() for root in (ROOT, copy))
        gone = [line for line in before if line not in after]
        assert "solar_roof_deposit" in "\n".join(after)
        assert len(gone) <= 1, gone
        assert all("tactics and a fallback" in line for line in gone)


def test_a_rule_of_places_is_added_by_its_recipe(copy: Path) -> None:
    done = follow(RECIPES["rule"], copy)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "rule that decided: 55 ward_radio" in done.stdout
    assert "### 55 `ward_radio`: `issuer`" in (copy / "docs" / "places.md").read_text(encoding="utf-8")


def test_a_rule_that_reads_the_sentence_against_it_is_told_with_the_remedy(copy: Path) -> None:
    wrong = RECIPES["rule"].replace("[Huế] hỏng", "[Huế] lại nhắc").replace("tests/extract/test_place_sentences.py", "")
    done = follow(wrong, copy)
    assert done.returncode == 1
    assert "ward_radio: the row ward_radio decides in its 'no' sentence 'Loa phường ở [Huế] lại nhắc.'" in done.stdout
    assert "narrow it with 'not'" in done.stdout


def said(command: str) -> NewTactic:
    """The options of `canhbao tactics new` as the command gathers them."""
    words = shlex.split(command.partition("canhbao tactics |")[0].replace("\\\n", " "))[3:]
    options: dict[str, list[str]] = {}
    for option, value in zip(words[1::2], words[2::2], strict=True):
        options.setdefault(option.removeprefix("--"), []).append(value)
    one = {name: options[name][0] for name in ("family", "vi", "en", "definition", "scamwatch")}
    many = {name: tuple(options.get(name, ())) for name in ("positive", "negative", "attck4fraud", "f3")}
    shows = (*many["positive"], *options.get("shows", ()))
    near = (*many["negative"], *options.get("near", ()))
    return NewTactic(id=words[0], strong=tuple(options["cue"]), shows=shows, near=near, **one, **many)  # type: ignore[arg-type]


def test_what_the_command_checks_is_what_the_recipe_says() -> None:
    files = with_new_tactic(ROOT, said(RECIPES["tactic"]), bundled_vocabulary(), vocabulary_page)
    assert [str(path.relative_to(ROOT)) for path in files] == [LIST, SENTENCES, PAGE]


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("--family commerce", "--family comerce", "take one of: commerce"),
        ("--f3 F1047", "--f3 F1", "--f3: không có 'F1'"),
        ('"Scam"', '"Scams"', "take one of: Scam"),
        ('bẫy (điện|pin)', 'bẫy (điện|pin', "opens a bracket"),
        ("lừa người dân chuyển tiền đặt cọc điện mặt trời", "tặng quà", "positive example"),
        ('"lắp (đặt )?(điện|pin)', '"lắp (đặt )?pin', "not as solar_roof_deposit first"),
        ('  --shows "Hàng chục hộ dân sập bẫy pin mặt trời." \\\n', "", "give one with --shows"),
        (HARMLESS, '  --negative "Bà con xã bên vui hội làng." \\\n', "a harmless sentence that shares a word with it"),
        ("Điện lực hướng dẫn thủ tục", "Hộ dân sập bẫy điện mặt trời, bị lừa đảo:", "narrow its cues"),
        ("solar_roof_deposit", "power_utility", "The tactic 'power_utility' exists"),
        ("solar_roof_deposit", "Solar", "The id 'Solar' is not lower case"),
    ],
)  # fmt: skip
def test_a_wrong_step_of_the_tactic_is_told_in_a_sentence(wrong: str, right: str, told: str) -> None:
    assert wrong in RECIPES["tactic"]
    new = said(RECIPES["tactic"].replace(wrong, right))
    with pytest.raises(ConfigurationError, match=re.escape(told)) as failure:
        with_new_tactic(ROOT, new, bundled_vocabulary(), vocabulary_page)
    assert "\n" not in str(failure.value)


def test_a_step_that_is_left_out_is_named_where_nobody_can_be_asked() -> None:
    with pytest.raises(ConfigurationError, match=re.escape("These are lacking: --en (tên tiếng Anh")):
        asked_for({"family": "job", "en": "", "cue": []}, None)


def test_what_is_lacking_of_a_tactic_is_asked_for_in_a_terminal() -> None:
    answers = iter(["authority", "một mẫu"])
    given = {"family": "", "vi": "Tên", "cue": []}
    assert asked_for(given, lambda _question: next(answers)) == {"family": "authority", "vi": "Tên", "cue": ["một mẫu"]}


def test_an_installed_package_is_told_to_use_the_teams_own_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"needs a checkout .* `canhbao review tactic`"):
        with_new_tactic(tmp_path, said(RECIPES["tactic"]), bundled_vocabulary(), vocabulary_page)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("tests/vocab/examples/tactics.yml", "holds no 'shows' of solar_roof_deposit"),
        ("docs/tactics.md", "run: canhbao tactics --markdown > docs/tactics.md"),
    ],
)
def test_a_place_that_a_tactic_lacks_is_named_by_its_test(file: str, told: str, copy: Path) -> None:
    assert follow(RECIPES["tactic"].partition("canhbao tactics |")[0], copy).returncode == 0
    shutil.copyfile(ROOT / file, copy / file)
    done = follow(
        "python -m pytest -q tests/vocab/test_tactics.py tests/vocab/test_examples.py -k 'solar or page'", copy
    )
    assert done.returncode == 1
    assert told in done.stdout
    assert "KeyError" not in done.stdout


def test_a_platform_is_added_by_its_recipe(copy: Path) -> None:
    done = follow(RECIPES["platform"], copy)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "tinlang" in (copy / "spiders" / "platforms" / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("tests/spiders/samples/tinlang.list.html", "tests/spiders/samples/tinlang.list.html is lacking"),
        ("tests/spiders/samples/tinlang.yml", "write tests/spiders/samples/tinlang.yml"),
        ("crawler/read/layouts.yml", "add a layout 'tinlang' to crawler/read/layouts.yml"),
    ],
)
def test_a_place_that_a_platform_lacks_is_named_by_its_test(left_out: str, told: str, copy: Path) -> None:
    assert follow(without_last(RECIPES["platform"]), copy).returncode == 0
    if (ROOT / left_out).exists():
        shutil.copyfile(ROOT / left_out, copy / left_out)
    else:
        (copy / left_out).unlink()
    done = follow("python -m pytest -q tests/spiders/test_platforms.py -k 'sample or tinlang'", copy)
    assert done.returncode == 1
    assert told in done.stdout
