"""The page of the docs about the vocabulary, made from the vocabulary itself: tactics, facets, mappings."""

from collections.abc import Iterator

from crawler.vocab.tactics import Tactic, load_mappings
from crawler.vocab.vocabulary import Vocabulary

_HEAD = """# Thủ đoạn và các mặt của chúng · Tactics and facets

This page is made by `canhbao tactics --markdown` from `crawler/vocab/tactics.yml`, `facets.yml` and `mappings.yml`; a test
holds it to them. How patterns are written is told in `crawler/extract/patterns.py`, how they count in
`crawler/extract/labels/tactics.py`. Ids never change their meaning.

*24* is the number of the form in the handbook "Cẩm nang nhận diện và phòng chống lừa đảo trực tuyến" (Cục An toàn thông
tin, June 2023); on tactics of the families `authority` and `service_provider` it is our nearest match. *Scamwatch* is the
category of the ACCC, *attck4fraud* and *F3* are the MISP galaxies of those names (F3: MITRE Fight Fraud Framework).

## Your own tactics · Thủ đoạn của riêng bạn

Set `tactics = "thu-doan.yml"` in `canhbao.toml` (or `CANHBAO_TACTICS`). The file is joined to the bundled vocabulary for
every command, for the processes of `daily` and for the pages of `serve`, and is checked at the start of each: its examples
must read as they say. `canhbao review tactic` writes entries for you, `canhbao doctor` says what is wrong with them. What was
crawled before is read anew by `canhbao replay`.
A tactic for everyone goes into the bundled list: `canhbao tactics new` in a checkout (CONTRIBUTING.md, "Add a tactic").

```yaml
tactics:                      # new ones; the id of a bundled tactic replaces that tactic as a whole
  - id: ev_charger_deposit
    family: commerce
    vi: "Lừa đặt cọc lắp trạm sạc xe điện"
    en: "Deposit for an EV charger that never comes"
    definition: "A caller offers a subsidised charger and wants a deposit."
    cues:
      strong: ["đặt cọc .. trạm sạc", "lắp (đặt )?trạm sạc .. (đặt cọc|chuyển khoản)"]
    examples:
      positive: ["Chúng gọi điện mời lắp trạm sạc xe điện giá rẻ rồi yêu cầu chuyển khoản đặt cọc trạm sạc."]
      negative: ["Thành phố khánh thành mười trạm sạc xe điện công cộng."]
add:                          # more cues for bundled tactics: strong, weak, negative
  power_utility:
    strong: ["(giả|mạo danh) .. công ty điện lực"]
retired: [spiritual_service]  # bundled tactics that you do not use
```
"""


def vocabulary_page(vocabulary: Vocabulary) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_tactics(vocabulary), *_facets(vocabulary)]) + "\n"


def _tactics(vocabulary: Vocabulary) -> Iterator[str]:
    known = vocabulary.tactics
    for family in known.families:
        yield f"## {family.vi} · {family.en} (`{family.id}`)\n"
        for tactic in known.tactics:
            if tactic.family == family.id:
                yield from _tactic(tactic)


def _tactic(tactic: Tactic) -> Iterator[str]:
    f3 = load_mappings().f3
    yield f"### `{tactic.id}`: {tactic.vi} · {tactic.en}\n"
    yield f"{tactic.definition}\n"
    facts = [
        ("24", ", ".join(map(str, tactic.official24))),
        ("Scamwatch", tactic.scamwatch),
        ("attck4fraud", ", ".join(tactic.attck4fraud)),
        ("F3", ", ".join(f"{code} {f3[code]}" for code in tactic.f3)),
        ("confusable with", ", ".join(f"`{other}`" for other in tactic.confusable)),
    ]
    yield from (f"- *{name}*: {value}" for name, value in facts if value)
    yield from (f"- yes: “{example}”" for example in tactic.examples.positive)
    yield from (f"- no: “{example}”" for example in tactic.examples.negative)
    yield ""


def _facets(vocabulary: Vocabulary) -> Iterator[str]:
    for facet_id, facet in vocabulary.facets.facets.items():
        yield f"## {facet.vi} · {facet.en} (`{facet_id}`)\n"
        yield "| id | | |"
        yield "|---|---|---|"
        yield from (f"| `{value_id}` | {value.vi} | {value.en} |" for value_id, value in facet.values.items())
        yield ""
