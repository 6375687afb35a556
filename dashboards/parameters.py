"""Every parameter of an address: its name, the values it takes, and what it means in both languages.

The table of routes names those that each page and each twin obeys. `dashboards.state` and `dashboards.trend_state` read them;
a parameter that an address does not know is not an error.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from dashboards.state import MAX_PAGE
from dashboards.trend_state import COMPARE as COMPARED
from dashboards.trend_state import MOST_LAST, Count
from index.requests import Dimension, Interval, Sort
from index.stories.listing import StorySort

Type = Literal["text", "day", "flag", "number", "choice"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the query, or of the path where its name stands there in braces.

    A `flag` is set by 1; a `day` is YYYY-MM-DD; a `choice` is one of `choices`, a `number` lies from `least` to `most`;
    other values are refused. `many` may be given more than once. `default` is what stands for its absence.
    """

    name: str
    vi: str
    en: str
    type: Type = "text"
    choices: tuple[str, ...] = ()
    default: str = ""
    many: bool = False
    least: int = 1
    most: int = 1


QUERY = Parameter("q", "từ cần tìm, theo ngữ pháp tìm kiếm", "what to find, in the grammar of search")
FILTERS = (
    Parameter("province", "tỉnh bị ảnh hưởng", "an affected province", many=True),
    Parameter("issuer", "tỉnh của cơ quan cảnh báo", "the province of the body that warns", many=True),
    Parameter("tactic", "mã thủ đoạn", "the id of a tactic", many=True),
    Parameter("kind", "loại văn bản", "the kind of document", many=True),
    Parameter("source", "mã nguồn", "the id of a source", many=True),
    Parameter("body", "loại cơ quan", "the kind of body that publishes", many=True),
    Parameter("impersonated", "bên bị giả danh", "who is impersonated", many=True),
    Parameter("channel", "kênh tiếp cận", "the channel of the approach", many=True),
    Parameter("since", "từ ngày", "the first day", "day"),
    Parameter("until", "đến ngày", "the last day", "day"),
    Parameter("all", "1: mọi văn bản, không chỉ cảnh báo", "1: documents of every kind, not only warnings", "flag"),
)
OLD = Parameter("old", "1: bản đồ 63 tỉnh cũ", "1: the map of 63 provinces before July 2025", "flag")
LANGUAGE = Parameter("lang", "ngôn ngữ: en, hoặc tiếng Việt", "the language: en, or else Vietnamese", default="vi")
SORT = Parameter("sort", "thứ tự", "the order", "choice", get_args(Sort), "relevance")
PAGE = Parameter("page", "trang thứ mấy", "which page", "number", default="1", most=MAX_PAGE)
AFTER = Parameter("after", "`next` của trang trước", "the `next` of the page before")
ORDER = Parameter("order", "thứ tự các tin", "the order of stories", "choice", get_args(StorySort), "size")
BY = Parameter(
    "by",
    "một hoặc hai chiều để đếm",
    "one or two dimensions to count by",
    "choice",
    get_args(Dimension),
    "tactic",
    True,
)
INTERVAL = Parameter(
    "interval", "khoảng thời gian", "the interval of time", "choice", (*get_args(Interval), "none"), "month"
)
COUNT = Parameter("count", "đếm tin hay văn bản", "count stories or documents", "choice", get_args(Count), "advisories")
COMPARE = Parameter("compare", "so với kỳ nào", "with what it is compared", "choice", tuple(COMPARED), "none")
LAST = Parameter(
    "last", "số kỳ trọn vẹn được so", "how many full intervals are compared", "number", default="1", most=MOST_LAST
)
RATE = Parameter("rate", "1: cả tỷ lệ trên mỗi nguồn", "1: rates per observing source too", "flag")
NARROW = Parameter("narrow", "1: hình hẹp cho điện thoại", "1: a narrow image, for a phone", "flag")
IDENTIFIER = Parameter("identifier", "mã của văn bản hoặc tin", "the id of the document or story")
SLUG = Parameter("slug", "tên tỉnh viết liền không dấu", "the province's name without marks and spaces")
CODE = Parameter("code", "mã thủ đoạn", "the id of the tactic")

ALL = (
    QUERY, *FILTERS, OLD, LANGUAGE, SORT, PAGE, AFTER, ORDER, BY, INTERVAL, COUNT, COMPARE, LAST, RATE, NARROW,
    IDENTIFIER, SLUG, CODE,
)  # fmt: skip
"""As most addresses know them; the table of routes says where one has another default or bound."""
