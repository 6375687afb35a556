"""The language of a text: Vietnamese with and without marks, others by their n-grams, the same from every thread."""

import json
import subprocess
import sys

import pytest

from crawler.read.language import language_of

ENGLISH = "The police warn of callers who pretend to be officers of the tax authority and ask for money. "


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Công an tỉnh cảnh báo người dân về thủ đoạn giả danh cán bộ thuế.", "vi"),
        ("Cong an tinh canh bao nguoi dan ve thu doan lua dao cua cac doi tuong qua dien thoai.", "vi"),
        (ENGLISH, "en"),
        ("123 456", "und"),
        ("OK", "und"),
        ("Lừa đảo", "vi"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_threads_that_ask_first_and_at_once_get_the_same_answer() -> None:
    program = (
        "import json, threading\n"
        "from crawler.read.language import language_of\n"
        "gate, told = threading.Barrier(8), []\n"
        "def ask():\n"
        "    gate.wait()\n"
        f"    told.append(language_of({ENGLISH!r}))\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[thread.start() for thread in threads]\n"
        "[thread.join() for thread in threads]\n"
        "print(json.dumps(told))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert json.loads(done.stdout) == ["en"] * 8
