"""A tactic more in the bundled list: everything that one needs, checked first, then written as text into a checkout.

In: what a person says of the tactic, and the folder of a checkout. Out: the three files that change, with their new text:
the entry and the counts in crawler/vocab/tactics.yml (mapped to the lists of mappings.yml), the sentences that show its
cues in tests/vocab/examples, and the page of the docs. Text is put in between: comments and layout of the files stay. A
team's own file is not written here but by `canhbao review tactic`.
"""

import json
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import yaml

from crawler.extract import understand
from crawler.extract.labels.showing import unshown, without_near_miss
from crawler.extract.trying import tried_vocabulary
from crawler.model import ConfigurationError, Document
from crawler.vocab.schema import parse_vocabulary
from crawler.vocab.tactics import FALLBACK, TacticVocabulary, load_mappings
from crawler.vocab.vocabulary import Vocabulary

LIST = "crawler/vocab/tactics.yml"
SENTENCES = "tests/vocab/examples/tactics.yml"
PAGE = "docs/tactics.md"


@dataclass(frozen=True, slots=True)
class NewTactic:
    """What a person says. `shows` and `near` go to the tests: empty means the positive and the negative examples."""

    id: str
    family: str
    vi: str
    en: str
    definition: str
    strong: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    scamwatch: str
    attck4fraud: tuple[str, ...]
    f3: tuple[str, ...]
    official24: tuple[int, ...] = ()
    confusable: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def with_new_tactic(
    root: Path, new: NewTactic, bundled: Vocabulary, page: Callable[[Vocabulary], str]
) -> dict[Path, str]:
    """The new text of each file. Writes nothing. `page` makes the page of the docs.

    Raises ConfigurationError, of one sentence that says what to do, if this is no checkout or the tactic is not sound.
    """
    for name in (LIST, SENTENCES, PAGE):
        if not (root / name).is_file():
            raise ConfigurationError(
                f"Không có {name}: đây không phải kho mã nguồn. `tactics new` writes the bundled list and needs a checkout of "
                "the source; for tactics of your own use `canhbao review tactic`."
            )
    _check_names(new, bundled)
    _check_reading(new)
    listed = (root / LIST).read_text(encoding="utf-8")
    text = _counted(_inserted(listed, new, bundled.tactics))
    tactics = parse_vocabulary(LIST, text.encode(), TacticVocabulary)
    sentences = (root / SENTENCES).read_text(encoding="utf-8")
    told = {"shows": list(new.shows or new.positive), "near": list(new.near or new.negative)}
    entry = yaml.safe_dump({new.id: told}, allow_unicode=True, sort_keys=False, width=10_000)
    return {
        root / LIST: text,
        root / SENTENCES: sentences.rstrip("\n") + "\n" + entry,
        root / PAGE: page(replace(bundled, tactics=tactics)),
    }


def _check_names(new: NewTactic, bundled: Vocabulary) -> None:
    """Ids, family and schemes. A scheme's list is told by its nearest names."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", new.id):
        raise ConfigurationError(f"Mã '{new.id}' không hợp lệ. The id '{new.id}' is not lower case a-z, 0-9, _.")
    if new.id in bundled.tactic_ids:
        raise ConfigurationError(f"Thủ đoạn '{new.id}' đã có. The tactic '{new.id}' exists: add its cues in {LIST}.")
    mappings = load_mappings()
    closed: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
        ("family", [new.family], [family.id for family in bundled.tactics.families]),
        ("scamwatch", [new.scamwatch], mappings.scamwatch),
        ("attck4fraud", new.attck4fraud, mappings.attck4fraud),
        ("f3", new.f3, list(mappings.f3)),
        ("confusable", new.confusable, sorted(bundled.tactic_ids)),
    )
    for option, given, known in closed:
        for value in given:
            if value not in known:
                near = get_close_matches(value, known, 4, 0.3) or list(known)[:12]
                raise ConfigurationError(
                    f"--{option}: không có '{value}'. There is no '{value}' in its list; take one of: {', '.join(near)}."
                )


def _check_reading(new: NewTactic) -> None:
    """The cues find what the examples say, are each shown by a sentence, and each have a harmless one near."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "tactics.yml"
        own.write_text(f"tactics:\n{entry_of(new)}", encoding="utf-8")
        vocabulary = tried_vocabulary(own)
    for text in new.positive:
        read = understand(Document("", "", "", "", "", "", text, None, None, "vi", "example"), None, vocabulary)
        found = [label.code for label in read.tactics]
        if found[:1] != [new.id]:
            raise ConfigurationError(
                f"--positive: câu '{text}' được đọc là {read.kind}, {', '.join(found) or '-'}. The sentence is read as "
                f"{read.kind} with {', '.join(found) or 'no tactic'}, not as {new.id} first: narrow the cues, or let it tell "
                "that people are deceived."
            )
    lexicons = {**vocabulary.tactics.lexicons, **vocabulary.facets.lexicons}
    for pattern in unshown((*new.strong, *new.weak), new.shows or new.positive, lexicons):
        raise ConfigurationError(
            f"--shows: chưa có câu nào chứa mẫu '{pattern}'. No sentence has the cue '{pattern}': give one with --shows."
        )
    for pattern in without_near_miss(new.strong, (*new.near, *new.negative), lexicons):
        raise ConfigurationError(
            f"--near: mẫu '{pattern}' chưa có câu gần giống mà vô hại. The cue '{pattern}' has no near miss: give with --near "
            "a harmless sentence that shares a word with it."
        )
    _check_near(new, vocabulary)


def _check_near(new: NewTactic, vocabulary: Vocabulary) -> None:
    for text in new.near:
        read = understand(Document("", "", "", "", "", "", text, None, None, "vi", "example"), None, vocabulary)
        if new.id in {label.code for label in read.tactics}:
            raise ConfigurationError(
                f"--near: câu '{text}' lại cho thấy thủ đoạn. The near sentence shows the tactic: narrow its cues."
            )


def entry_of(new: NewTactic) -> str:
    """The entry as YAML, in the layout of the bundled list."""
    lines = [
        f"  - id: {new.id}",
        f"    family: {new.family}",
        *(
            f"    {key}: {_quoted(value)}"
            for key, value in (("vi", new.vi), ("en", new.en), ("definition", new.definition))
        ),
    ]
    if new.official24:
        lines.append(f"    official24: [{', '.join(map(str, new.official24))}]")
    lines += [
        f"    scamwatch: {_quoted(new.scamwatch)}",
        f"    attck4fraud: {_row(new.attck4fraud)}",
        f"    f3: {_row(new.f3)}",
        "    cues:",
        "      strong:",
        *(f"        - {_quoted(pattern)}" for pattern in new.strong),
    ]
    if new.weak:
        lines.append(f"      weak: {_row(new.weak)}")
    if new.confusable:
        lines.append(f"    confusable: [{', '.join(new.confusable)}]")
    lines += ["    examples:", f"      positive: {_row(new.positive)}", f"      negative: {_row(new.negative)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _row(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _inserted(text: str, new: NewTactic, bundled: TacticVocabulary) -> str:
    """The list with the entry after the last one of its family; the fallback stays the last of all."""
    family: Mapping[str, str] = {tactic.id: tactic.family for tactic in bundled.tactics if tactic.id != FALLBACK}
    starts = [(found.start(), found[1]) for found in re.finditer(r"^  - id: (\w+)$", text, re.MULTILINE)]
    ends = [*(start for start, _ in starts[1:]), len(text)]
    last = [end for (_, name), end in zip(starts, ends, strict=True) if family.get(name) == new.family]
    at = last[-1] if last else next(start for start, name in starts if name == FALLBACK)
    return text[:at] + entry_of(new) + text[at:]


def _counted(text: str) -> str:
    """The first line, which counts the tactics, counts one more."""
    return re.sub(
        r"(?<= families, )\d+(?= tactics and a fallback)", lambda found: str(int(found[0]) + 1), text, count=1
    )
