"""What pages compute once is computed before they are served: no first visitor builds a table."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import functools, json, sys
from pathlib import Path
from starlette.testclient import TestClient
from crawler.vocab.vocabulary import bundled_vocabulary
from dashboards.app import create_app
from dashboards.preparing import prepare
from index.engines import open_engine

def tables():
    '''Of each table that is computed once, how often it was; small answers that are remembered (maxsize) are none.'''
    found = {}
    for name, module in list(sys.modules.items()):
        for key, value in list(vars(module).items()) if name.startswith(("crawler.", "index.", "dashboards.")) else ():
            if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == name:
                if value.cache_parameters()["maxsize"] is None or key == "known_words":
                    found[f"{name}.{key}"] = value.cache_info().misses
    return found

with_words = [
    "/", "/?old=1&lang=en", "/search?q=lua+dap", "/search?q=cong+an+canh+bao+lua+dao+tphcm", "/search?q=tactic:romance_trust",
    '/search?q="công an" thuế&old=1', "/search?q=tin:x", "/tactic/romance_trust", "/province/nghean", "/trends?by=province",
    "/trends?by=tactic&old=1", "/stories", "/sources", "/about", "/missing", "/api/complete?q=dien", "/api/complete?q=dien&old=1",
    "/api/search?q=quan+5", "/chart/months.svg",
]
vocabulary = bundled_vocabulary()
client = TestClient(create_app(open_engine("embedded", Path(sys.argv[1])), vocabulary), raise_server_exceptions=False)
prepare(vocabulary)
before = tables()
assert before["index.finding.suggest.known_words"] == 1, before
assert all(client.get(path).status_code in (200, 400, 404) for path in with_words)
after = tables()
print(json.dumps({key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}))
"""


def test_after_preparing_no_page_builds_a_table(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], check=False, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "{}", "built while a page is asked: let dashboards.preparing build it"
