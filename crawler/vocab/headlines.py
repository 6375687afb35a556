"""Headlines: is a listed link worth a fetch? Cues of headlines.yml against its title.

In: a title, or an address where a list gives none. Out: a score; above zero the article may warn. Knows no site.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from crawler.text.unicode import fold, has_diacritics, match_form
from crawler.vocab.schema import Entry, read_vocabulary

WEAK_NEEDED = 2


class HeadlineCues(Entry):
    """Phrases by group, as headlines.yml lists them."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    quiet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Matcher:
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    quiet: re.Pattern[str]


@cache
def load_headlines() -> HeadlineCues:
    """The cues. Raises ConfigurationError naming the field if the file is broken."""
    return read_vocabulary(files("crawler.vocab").joinpath("headlines.yml"), HeadlineCues)


@cache
def _matcher(folded: bool) -> _Matcher:
    def either(phrases: tuple[str, ...]) -> re.Pattern[str]:
        written = (fold(phrase) if folded else match_form(phrase) for phrase in phrases)
        return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in written) + r")(?!\w)")

    cues = load_headlines()
    return _Matcher(either(cues.strong), either(cues.weak), either(cues.quiet))


def _words_of(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:  # brackets that are no IPv6 address: such a link promises nothing
        return ""
    return " ".join(re.split(r"[-_./+%]+", unquote(path.rstrip("/").rpartition("/")[2])))


def headline_score(title: str | None, url: str = "") -> float:
    """How much a title promises: 1 for each strong cue, 1/4 for each weak one; 0 if it promises nothing.

    Without a title, or with a mere number, the words of the address's last part are taken; they carry no diacritics,
    so unaccented cues are matched, as in a title typed without them.
    """
    text = title or ""
    if len(re.findall(r"[^\W\d_]{2,}", text)) < 2:
        text = _words_of(url)
    folded = not has_diacritics(text)
    form, matcher = (fold(text) if folded else match_form(text)), _matcher(folded)
    strong, weak = len(set(matcher.strong.findall(form))), len(set(matcher.weak.findall(form)))
    if strong == 0 and (weak < WEAK_NEEDED or matcher.quiet.search(form)):
        return 0.0
    return strong + weak / 4
