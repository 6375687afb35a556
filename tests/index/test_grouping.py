"""Near texts are one story unless their facts are two warnings'; what arrives late joins, parts and renames stories."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from crawler.extract import understand
from crawler.model import Advisory, Body, DateMethod, DateValue, Dispatch, Document, EngineUnavailable, Source
from crawler.read.dispatch import find_citations
from index.engine import Engine
from index.engines.embedded.engine import EmbeddedEngine
from index.language.conditions import Everything
from index.outbox import Outbox, records_of
from index.requests import TrendRequest
from index.stories.grouping import grouped, joinings, story_of
from index.stories.near import Verdict, verdict
from index.trends.count import trends

START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
FORM = (
    "Công an tỉnh {province} cảnh báo người dân về thủ đoạn giả danh nhân viên điện lực gọi điện thoại dọa cắt điện để lừa đảo. "
    "Đối tượng tự xưng là nhân viên điện lực, thông báo gia đình nợ tiền điện ba tháng liền, nếu không nộp ngay trong buổi sáng "
    "thì sẽ bị cắt điện và lập biên bản xử phạt. Sau khi nạn nhân lo sợ, đối tượng gửi đường dẫn và hướng dẫn cài đặt ứng dụng "
    "chăm sóc khách hàng giả mạo để chiếm quyền điều khiển điện thoại rồi rút sạch tiền trong tài khoản ngân hàng. {case} "
    "Công an tỉnh {province} khuyến cáo người dân không cài đặt ứng dụng theo đường dẫn lạ, không cung cấp mã OTP cho bất kỳ ai, "
    "chỉ thanh toán tiền điện qua kênh chính thức và báo ngay cho cơ quan công an nơi gần nhất khi nhận được cuộc gọi như vậy."
)
NGHE_AN = FORM.format(
    province="Nghệ An",
    case="Tại xã Hưng Nguyên, bà H. đã bị chiếm đoạt 486 triệu đồng qua trang web giả mạo dienluc-nghean.top.",
)
LANG_SON = FORM.format(
    province="Lạng Sơn",
    case="Tại xã Lộc Bình, ông T. đã bị chiếm đoạt 215 triệu đồng qua trang web giả mạo evn-langson.xyz.",
)


def source(slug: str, body: Body, province: str) -> Source:
    return Source(
        slug=slug, name=slug, body=body, province=province, platform="nukeviet", homepage="https://mau.example/"
    )


NGHE_AN_POLICE = source("nghean-ca", Body.POLICE, "Nghệ An")
LANG_SON_POLICE = source("langson-ca", Body.POLICE, "Lạng Sơn")
HA_TINH_PORTAL = source("hatinh-cong", Body.PORTAL, "Hà Tĩnh")
NEWSPAPER = source("bao-mau", Body.NEWSPAPER, "")

Item = tuple[Advisory, Source | None]


def item(number: int, text: str, publisher: Source | None = None, *, day: int = 0, seen: int | None = None) -> Item:
    """A document of its own page, published `day` days after the start and seen `seen` days after it (else the same day)."""
    published = START + timedelta(days=day)
    document = Document(
        page_id=f"{number:016x}",
        revision=f"{number:064x}",
        source=publisher.slug if publisher else "mau",
        url=f"https://mau.example/{number}",
        title="Cảnh báo thủ đoạn giả danh nhân viên điện lực",
        lead="",
        text=text,
        published=DateValue(published, "", DateMethod.VISIBLE),
        modified=None,
        language="vi",
        layout="test",
        citations=find_citations(text),
        fetched_at=START + timedelta(days=day if seen is None else seen, minutes=number),
    )
    return understand(document, publisher), publisher


def numbered(made: Item, number: str, symbol: str = "CAT-PA05") -> Item:
    """The same as a dispatch with a number."""
    advisory, publisher = made
    head = Dispatch(number, symbol, "", "Công an tỉnh", "", "cảnh báo lừa đảo")
    return replace(advisory, document=replace(advisory.document, dispatch=head)), publisher


def feed(engine: Engine, *items: Item, batch: int = 1) -> None:
    for start in range(0, len(items), batch):
        engine.put(records_of(engine, items[start : start + batch], START))


def stories(engine: Engine) -> set[frozenset[int]]:
    """The numbers of the documents of each story."""
    by_story: dict[str, set[int]] = {}
    for _, record in engine.find(Everything(), sort="date", limit=100, offset=0).page:
        by_story.setdefault(record.story_id, set()).add(int(record.url.rsplit("/", 1)[1]))
    return {frozenset(members) for members in by_story.values()}


def names(engine: Engine) -> set[str]:
    return {record.story_id for _, record in engine.find(Everything(), sort="date", limit=100, offset=0).page}


def two(*numbers: int) -> set[frozenset[int]]:
    return {frozenset([number]) for number in numbers}


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(tmp_path)
    yield made
    made.close()


# -- facts confirm or part what the words say ------------------------------------------------------------------------


def test_a_form_that_two_provinces_filled_in_is_two_stories(embedded: Engine) -> None:
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, LANG_SON, LANG_SON_POLICE, day=4))
    assert stories(embedded) == two(1, 2)


def test_a_form_that_two_provinces_filled_in_with_one_address_is_one_story(embedded: Engine) -> None:
    passed_on = NGHE_AN.replace("tỉnh Nghệ An", "tỉnh Lạng Sơn").replace("Hưng Nguyên", "Lộc Bình")
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, passed_on, LANG_SON_POLICE, day=4))
    assert stories(embedded) == {frozenset([1, 2])}


def test_a_warning_translated_to_another_province_with_nothing_but_its_place_changed_is_one_story(
    embedded: Engine,
) -> None:
    here, there = (
        item(
            number, FORM.format(province=province, case=f"Vụ việc được ghi nhận tại xã {unit}."), publisher, day=number
        )
        for number, province, unit, publisher in (
            (1, "Nghệ An", "Hưng Nguyên", NGHE_AN_POLICE),
            (2, "Lạng Sơn", "Lộc Bình", LANG_SON_POLICE),
        )
    )
    feed(embedded, here, there)
    assert stories(embedded) == {frozenset([1, 2])}


def test_a_part_of_a_form_joins_its_own_issuer_and_no_other(embedded: Engine) -> None:
    feed(embedded, item(1, LANG_SON, LANG_SON_POLICE), item(2, LEFT, NEWSPAPER, day=1))
    assert stories(embedded) == two(1, 2)
    feed(embedded, item(3, NGHE_AN, NGHE_AN_POLICE, day=2))
    assert stories(embedded) == {frozenset([1]), frozenset([2, 3])}


def test_a_warning_that_names_whose_it_passes_on_is_one_story_with_it(embedded: Engine) -> None:
    citing = LANG_SON + " Trước đó, Công an tỉnh Nghệ An cảnh báo thủ đoạn này trên địa bàn."
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, citing, LANG_SON_POLICE, day=4))
    assert stories(embedded) == {frozenset([1, 2])}


def test_a_portal_of_another_province_that_republishes_is_in_the_story(embedded: Engine) -> None:
    feed(
        embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, NGHE_AN, HA_TINH_PORTAL, day=1), item(3, NGHE_AN, NEWSPAPER)
    )
    assert stories(embedded) == {frozenset([1, 2, 3])}


def test_dispatches_of_one_form_with_numbers_of_their_own_are_two_stories(embedded: Engine) -> None:
    bare, other = (FORM.format(province=name, case="") for name in ("Nghệ An", "Lạng Sơn"))
    first = numbered(item(1, bare, NGHE_AN_POLICE), "5971")
    feed(embedded, first, numbered(item(2, other, LANG_SON_POLICE, day=3), "412"))
    assert stories(embedded) == two(1, 2)


def test_a_dispatch_that_cites_another_is_one_story_with_it(embedded: Engine) -> None:
    bare, other = (FORM.format(province=name, case="") for name in ("Nghệ An", "Lạng Sơn"))
    first = numbered(item(1, bare, NGHE_AN_POLICE), "5971")
    citing = f"Thực hiện Công văn số 5971/CAT-PA05 ngày 01/3/2026 về cảnh báo lừa đảo. {other}"
    feed(embedded, first, numbered(item(2, citing, LANG_SON_POLICE, day=3), "413"))
    assert stories(embedded) == {frozenset([1, 2])}


def test_one_authority_that_fills_in_its_form_for_two_cases_has_two_stories(embedded: Engine) -> None:
    again = NGHE_AN.replace("dienluc-nghean.top", "tiendien-nghean.vip").replace("486", "93")
    again = again.replace("xã Hưng Nguyên", "xã Nam Đàn")
    first, second = item(1, NGHE_AN, NGHE_AN_POLICE), item(2, again, NGHE_AN_POLICE, day=20)
    feed(embedded, numbered(first, "100"), numbered(second, "150"))
    assert stories(embedded) == two(1, 2)


def test_one_authority_that_sends_the_same_case_again_has_one_story(embedded: Engine) -> None:
    first, second = item(1, NGHE_AN, NGHE_AN_POLICE), item(2, NGHE_AN, NGHE_AN_POLICE, day=20)
    feed(embedded, numbered(first, "100"), numbered(second, "150"))
    assert stories(embedded) == {frozenset([1, 2])}


SHORT = (
    "Hôm nay, báo đưa tin về cảnh báo của ngành công an đối với hành vi lừa đảo tiền điện đang lan rộng. Đối tượng tự xưng là nhân viên "
    "điện lực, thông báo gia đình nợ tiền điện ba tháng liền, nếu không nộp ngay trong buổi sáng thì sẽ bị cắt điện và lập biên bản xử "
    "phạt. Sau khi nạn nhân lo sợ, đối tượng gửi đường dẫn và hướng dẫn cài đặt ứng dụng chăm sóc khách hàng giả mạo. "
    "Trang web giả mạo {trace} được kẻ lừa đảo dùng để dẫn dụ nạn nhân, các chuyên gia cho biết đã đề nghị nhà mạng chặn. "
    "Người dân cần bình tĩnh trước mọi lời hối thúc."
)


def test_less_alike_texts_are_one_story_where_they_warn_of_one_address(embedded: Engine) -> None:
    feed(
        embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, SHORT.format(trace="dienluc-nghean.top"), NEWSPAPER, day=1)
    )
    assert stories(embedded) == {frozenset([1, 2])}


def test_less_alike_texts_are_two_stories_where_the_addresses_differ(embedded: Engine) -> None:
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, SHORT.format(trace="nganhang-abc.top"), NEWSPAPER, day=1))
    assert stories(embedded) == two(1, 2)


def test_the_verdict_does_not_depend_on_who_is_asked_first() -> None:
    texts = (NGHE_AN, LANG_SON, SHORT.format(trace="dienluc-nghean.top"), NGHE_AN[:700])
    made = [item(n, text, who) for n, text in enumerate(texts) for who in (NGHE_AN_POLICE, LANG_SON_POLICE, NEWSPAPER)]
    records = [replace(record, story_id="") for one in made for record in records_of(Empty(), [one], START)]
    for first, second in permutations(records, 2):
        assert verdict(first, second) == verdict(second, first)


class Empty:
    """An engine that holds nothing."""

    def candidates(self, bands: Sequence[str], limit: int) -> list[Any]:
        return []

    def get_many(self, ids: Sequence[str]) -> list[Any]:
        return []

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} is not asked of an empty engine")


def test_a_digest_that_holds_two_warnings_whole_does_not_make_them_one(embedded: Engine) -> None:
    advisory, publisher = item(3, f"Điểm tin lừa đảo trong tuần.\n{NGHE_AN}\n{SEPARATE}", NEWSPAPER, day=2)
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, SEPARATE, LANG_SON_POLICE))
    feed(embedded, (replace(advisory, is_roundup=True), publisher))
    assert frozenset([1, 2, 3]) not in stories(embedded)
    assert frozenset([2]) in stories(embedded)


def test_a_short_report_of_the_first_issuer_joins_its_story_though_others_reissued_it(embedded: Engine) -> None:
    web = NGHE_AN.replace("Hưng Nguyên", "{unit}").replace("tỉnh Nghệ An", "tỉnh {province}")
    reissues = [
        item(
            number, web.format(unit=unit, province=province), source(f"ca-{number}", Body.POLICE, province), day=number
        )
        for number, unit, province in (
            (2, "Lộc Bình", "Lạng Sơn"),
            (3, "Cẩm Xuyên", "Hà Tĩnh"),
            (4, "Vĩnh Linh", "Quảng Trị"),
        )
    ]
    feed(embedded, item(1, NGHE_AN, NGHE_AN_POLICE), *reissues)
    assert stories(embedded) == {frozenset([1, 2, 3, 4])}
    case = "Tại xã Nam Đàn, nhiều người dân đã nhận được cuộc gọi."
    feed(embedded, item(5, FORM.format(province="Nghệ An", case=case), NEWSPAPER, day=5))
    assert stories(embedded) == {frozenset([1, 2, 3, 4, 5])}


# -- late arrivals ---------------------------------------------------------------------------------------------------

SEPARATE = (
    "Công an tỉnh Lạng Sơn khuyến cáo: gần đây xuất hiện người tự xưng cán bộ thuế đến từng hộ kinh doanh phát tờ rơi có mã QR, "
    "quét vào sẽ bị rút sạch tiền trong tài khoản ngân hàng. Các tiểu thương ở chợ cửa khẩu nên kiểm tra kỹ giấy tờ của người lạ, "
    "gọi điện hỏi chi cục thuế trước khi làm theo, không quét mã do người lạ đưa và giữ lại tờ rơi để giao cho công an phường. "
    "Nhiều người lớn tuổi bán hàng ở chợ đã nghe theo lời họ vì thấy có đóng dấu đỏ và ảnh thẻ ngành giống như thật."
)
WORDS = NGHE_AN.split()
LEFT, RIGHT = " ".join(WORDS[:90]), " ".join(WORDS[80:])  # each lies whole in the text, neither is near the other


def test_a_late_document_joins_two_stories_and_all_their_members(engine: Engine) -> None:
    feed(
        engine, item(1, LEFT, NEWSPAPER, day=3), item(2, LEFT, HA_TINH_PORTAL, day=4), item(3, RIGHT, NEWSPAPER, day=1)
    )
    assert stories(engine) == {frozenset([1, 2]), frozenset([3])}
    (kept,) = {record.story_id for record in engine.story_members(str(item(3, RIGHT, NEWSPAPER)[0].advisory_id))}
    feed(engine, item(4, NGHE_AN, NGHE_AN_POLICE, day=6))
    assert stories(engine) == {frozenset([1, 2, 3, 4])}
    assert names(engine) == {kept}, "the story with the earliest publication keeps its name"
    assert engine.count(Everything()) == 4


def test_a_story_of_more_members_than_a_page_moves_whole(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.stories.grouping._PAGE", 2)
    many = [item(number, RIGHT, source(f"bao-{number}", Body.NEWSPAPER, ""), day=number) for number in range(2, 7)]
    feed(engine, item(1, LEFT, NEWSPAPER), *many, batch=10)
    assert stories(engine) == {frozenset([1]), frozenset(range(2, 7))}
    feed(engine, item(7, NGHE_AN, NGHE_AN_POLICE, day=9))
    assert stories(engine) == {frozenset(range(1, 8))}
    told = story_of(engine, many[0][0].advisory_id)
    assert told is not None
    assert len(told[0].publications) == 7


def test_trends_count_joined_stories_once_as_soon_as_they_are_joined(engine: Engine) -> None:
    feed(engine, item(1, LEFT, NEWSPAPER), item(2, RIGHT, NEWSPAPER, day=1))
    engine.put(records_of(engine, [item(4, SEPARATE, LANG_SON_POLICE)], START + timedelta(hours=5)))
    assert trends(engine, TrendRequest(interval=None)).total == 3
    engine.put(records_of(engine, [item(3, NGHE_AN, NGHE_AN_POLICE, day=2)], START + timedelta(hours=9)))
    assert trends(engine, TrendRequest(interval=None)).total == 2
    assert trends(engine, TrendRequest(interval=None, count="advisories")).total == 4


class Torn:
    """An engine that dies in the middle of one put: the first `kept` records are stored, the others are not."""

    def __init__(self, inner: Engine, kept: int) -> None:
        self._inner, self._kept = inner, kept

    def put(self, records: Sequence[Any]) -> Any:
        self._inner.put(records[: self._kept])
        raise EngineUnavailable("away")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_joining_that_was_cut_off_is_whole_after_the_next_try(engine: Engine, tmp_path: Path, kept: int) -> None:
    early = [item(number, RIGHT, source(f"bao-{number}", Body.NEWSPAPER, ""), day=number) for number in (2, 3, 4)]
    feed(engine, item(1, LEFT, NEWSPAPER), *early, batch=10)
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(*item(5, NGHE_AN, NGHE_AN_POLICE, day=9))
    with pytest.raises(EngineUnavailable):
        outbox.drain(Torn(engine, kept))  # type: ignore[arg-type]
    assert outbox.waiting() == 1
    assert outbox.drain(engine).indexed == 1, "members that moved are not counted"
    outbox.close()
    assert stories(engine) == {frozenset(range(1, 6))}
    assert all(engine.get(name) is not None for name in names(engine))


def test_every_name_that_a_story_ever_had_leads_to_it(engine: Engine) -> None:
    early, late, bridge = item(1, LEFT, NEWSPAPER), item(2, RIGHT, NEWSPAPER, day=2), item(3, NGHE_AN, NGHE_AN_POLICE)
    feed(engine, early, late)
    before = names(engine)
    feed(engine, bridge)
    found = [story_of(engine, name) for name in sorted(before)]
    assert len(before) == 2
    assert all(told is not None and len(told[0].publications) == len(told[1]) == 3 for told in found)
    assert len({told[0].story_id for told in found if told}) == 1
    assert story_of(engine, "0" * 16) is None


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_which_documents_are_one_story_does_not_depend_on_the_order_of_their_arrival(
    tmp_path: Path, batch: int
) -> None:
    items = [
        item(1, LEFT, NEWSPAPER, day=3),
        item(2, RIGHT, NEWSPAPER, day=1),
        item(3, NGHE_AN, NGHE_AN_POLICE),
        item(4, LANG_SON, LANG_SON_POLICE, day=4),
        item(5, SEPARATE, LANG_SON_POLICE, day=5),
        item(6, LANG_SON.upper(), NEWSPAPER, day=6),
    ]
    for number in range(6):
        random.Random(number).shuffle(items)
        engine = EmbeddedEngine(tmp_path / str(number))
        feed(engine, *items, batch=batch)
        assert stories(engine) == {frozenset([1, 2, 3]), frozenset([4, 6]), frozenset([5])}
        assert {record.advisory_id for name in names(engine) for record in engine.story_members(name)} >= names(engine)
        engine.close()


def test_putting_everything_again_changes_nothing(engine: Engine) -> None:
    items = [
        item(1, LEFT, NEWSPAPER),
        item(2, RIGHT, NEWSPAPER, day=1),
        item(3, NGHE_AN, NGHE_AN_POLICE),
        item(4, SEPARATE),
    ]
    feed(engine, *items)
    before = {r.advisory_id: r.story_id for _, r in engine.find(Everything(), sort="date", limit=9, offset=0).page}
    feed(engine, *reversed(items), batch=3)
    after = {r.advisory_id: r.story_id for _, r in engine.find(Everything(), sort="date", limit=9, offset=0).page}
    assert after == before


def test_a_page_whose_new_text_is_another_warning_leaves_and_the_others_stay_together(engine: Engine) -> None:
    feed(engine, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, NGHE_AN, NEWSPAPER, day=1), item(3, NGHE_AN, HA_TINH_PORTAL))
    feed(engine, item(1, SEPARATE, NGHE_AN_POLICE))
    assert stories(engine) == {frozenset([1]), frozenset([2, 3])}
    assert all(engine.get(name) is not None for name in names(engine))


def test_a_revision_keeps_the_moment_when_its_page_was_first_seen(engine: Engine) -> None:
    feed(engine, item(1, NGHE_AN, NGHE_AN_POLICE, seen=0))
    feed(engine, item(1, NGHE_AN + " Tin cập nhật.", NGHE_AN_POLICE, seen=9))
    record = engine.get(item(1, NGHE_AN, NGHE_AN_POLICE)[0].advisory_id)
    assert record is not None
    assert record.first_seen.date() == date(2026, 3, 1)
    assert record.text.endswith("Tin cập nhật.")


def test_the_first_fetch_that_an_archive_knows_is_when_a_page_was_first_seen() -> None:
    made = item(1, NGHE_AN, NGHE_AN_POLICE, seen=9)
    earlier = {made[0].document.page_id: START + timedelta(days=2)}
    (record,) = records_of(Empty(), [made], START, earlier)
    assert record.first_seen == START + timedelta(days=2)
    (record,) = records_of(Empty(), [made], START, {"0" * 16: START})
    assert record.first_seen.date() == date(2026, 3, 10)


def test_a_short_report_between_two_warnings_that_are_known_to_be_separate_joins_one_and_leaves_both(
    embedded: Engine,
) -> None:
    bare = FORM.format(province="Nghệ An", case="").replace("Công an tỉnh Nghệ An", "Cơ quan chức năng")
    feed(
        embedded, item(1, NGHE_AN, NGHE_AN_POLICE), item(2, LANG_SON, LANG_SON_POLICE, day=1), item(3, bare, NEWSPAPER)
    )
    assert len(stories(embedded)) == 2
    assert not any({1, 2} <= story for story in stories(embedded))


def test_the_joining_of_stories_is_told_from_the_arrivals(engine: Engine) -> None:
    items = [
        item(1, LEFT, NEWSPAPER, day=3, seen=3),
        item(2, RIGHT, NEWSPAPER, day=1, seen=4),
        item(3, NGHE_AN, NGHE_AN_POLICE, day=0, seen=9),
        item(4, NGHE_AN, HA_TINH_PORTAL, day=10, seen=10),
    ]
    feed(engine, *items)
    ids = [advisory.advisory_id for advisory, _ in items]
    told = story_of(engine, ids[0])
    assert told is not None
    (joined,) = told[0].joined
    assert (joined.by, joined.parts) == (ids[2], tuple(sorted([(ids[0],), (ids[1],)])))
    assert joined.learnt == START + timedelta(days=9, minutes=3)


def test_stories_that_begin_and_meet_in_one_round_are_not_told_as_joined(embedded: Engine) -> None:
    feed(embedded, item(1, LEFT, NEWSPAPER), item(2, RIGHT, NEWSPAPER), item(3, NGHE_AN, NGHE_AN_POLICE))
    whole = embedded.get_many(
        [record.advisory_id for name in names(embedded) for record in embedded.story_members(name)]
    )
    assert len(whole) == 3
    assert joinings(whole) == ()


def test_an_arriving_record_is_returned_first_and_once(embedded: Engine) -> None:
    feed(embedded, item(1, LEFT, NEWSPAPER), item(2, RIGHT, NEWSPAPER))
    late = item(3, NGHE_AN, NGHE_AN_POLICE)
    records = records_of(embedded, [late], START)
    assert records[0].advisory_id == late[0].advisory_id
    assert len({record.advisory_id for record in records}) == len(records) == 2
    assert grouped(embedded, []) == []


def test_the_verdict_on_the_form_is_that_the_warnings_are_apart() -> None:
    first, second = (
        records_of(Empty(), [made], START)[0]
        for made in (item(1, NGHE_AN, NGHE_AN_POLICE), item(2, LANG_SON, LANG_SON_POLICE))
    )
    assert verdict(first, second)[0] is Verdict.APART
