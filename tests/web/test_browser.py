"""Every page in a real Chromium: on a phone and a desktop, with and without scripts, in both languages, by keyboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytestmark = pytest.mark.chromium

PAGES = [
    "/",
    "/?old=1",
    "/?lang=en",
    "/search",
    "/search?q=lua+dao&province=Ngh%E1%BB%87+An",
    "/search?q=khongcotunaonhuthe",
    "/province/nghean",
    "/tactic/tax_impersonation",
    "/trends",
    "/trends?lang=en&by=province&rate=1",
    "/trends?old=1&by=province,tactic&interval=week&count=stories",
    "/sources",
    "/about",
    "/missing",
    "ADVISORY",
    "ADVISORY?lang=en",
    "/stories",
    "STORY",
    "STORY?lang=en&old=1",
]
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
OVERFLOWING = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1 && !e.closest('.scroll, .hidden, .skip'))
    .map(e => e.tagName + '.' + e.className)"""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, input:not([type=hidden]), nav a, summary')]
    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 0 && box.height > 0 && box.height < 24).map(([name, _]) => name)"""
CONTRAST = """() => {
    const lum = c => { const v = c.map(x => { x /= 255; return x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4 });
        return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2] };
    const rgba = s => (s.match(/[\\d.]+/g) || []).map(Number);
    const ground = e => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor);
        if (c.length === 3 || c[3] > 0.99) return c.slice(0, 3); if (c[3] > 0.01) return null } return [255, 255, 255] };
    const poor = [];
    for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!own || e.closest('svg, .hidden, .skip') || !e.checkVisibility()) continue;
        const back = ground(e), text = rgba(getComputedStyle(e).color); if (!back) continue;
        const [a, b] = [lum(text.slice(0, 3)), lum(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
        const large = parseFloat(getComputedStyle(e).fontSize) >= 24;
        if (ratio < (large ? 3 : 4.5)) poor.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + e.textContent.trim().slice(0, 30));
    }
    return poor }"""


@pytest.fixture(scope="module")
def advisory(site: str, chromium: Any) -> str:
    with visit(chromium, f"{site}/search?q=gia+danh", "desktop") as page:
        return str(page.locator("main a[href*='/advisory/']").first.get_attribute("href")).split("?")[0]


@pytest.fixture(scope="module")
def story(site: str, chromium: Any) -> str:
    with visit(chromium, f"{site}/stories", "desktop") as page:
        return str(page.locator("main a[href*='/story/']").first.get_attribute("href")).split("?")[0]


@contextmanager
def visit(chromium: Any, address: str, size: str, **options: Any) -> Iterator[Any]:
    """A page in a context of its own; its complaints and its foreign requests are failures."""
    context = chromium.new_context(viewport=SIZES[size], **options)
    page = context.new_page()
    complaints: list[str] = []
    foreign: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith("http://127.0.0.1:") else foreign.append(request.url)
    )
    try:
        page.goto(address)
        yield page
        # A page that is missing on purpose is told to the console by the browser itself.
        assert [text for text in complaints if "404" not in text] == []
        assert foreign == []
    finally:
        context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_screen_and_can_be_read(
    site: str, chromium: Any, advisory: str, story: str, path: str, size: str
) -> None:
    with visit(chromium, site + path.replace("ADVISORY", advisory).replace("STORY", story), size) as page:
        assert page.evaluate(OVERFLOWING) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.locator("h1").count() == 1
        assert page.title().strip()
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.locator("img:not([alt]), svg:not([aria-label]):not([aria-hidden]):not([role])").count() == 0
        assert (
            page.locator("input:not([type=hidden]):not([type=checkbox])").evaluate_all(
                "all => all.filter(e => !e.labels.length && !e.ariaLabel).length"
            )
            == 0
        )


def test_the_chart_and_every_other_image_is_drawn(site: str, chromium: Any) -> None:
    with visit(chromium, site, "desktop") as page:
        page.goto(f"{site}/province/nghean")
        sizes = page.locator("main img").evaluate_all("all => all.map(e => e.naturalWidth)")
        assert sizes
        assert min(sizes) > 0


def test_a_visitor_without_scripts_searches_narrows_and_reads_the_evidence(site: str, chromium: Any) -> None:
    with visit(chromium, site, "phone", java_script_enabled=False) as page:
        page.locator("input[name=q]").first.fill("lua dao")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?*q=lua*")
        before = page.locator("main a[href*='/advisory/']").count()
        assert before > 0
        page.goto(f"{site}/search?q=lua+dao&province=Ngh%E1%BB%87+An")
        page.locator("main a[href*='/advisory/']").first.click()
        assert page.locator("mark").count() > 0
        assert "Nghệ An" in page.locator("main").inner_text()


def test_the_language_switch_keeps_the_question(site: str, chromium: Any) -> None:
    with visit(chromium, f"{site}/search?q=lua+dao&tactic=tax_impersonation", "desktop") as page:
        results = page.locator("main a[href*='/advisory/']").count()
        page.locator("a.language").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert "tactic=tax_impersonation" in page.url
        assert page.locator("main a[href*='/advisory/']").count() == results
        page.locator("a.language").click()
        assert page.locator("html").get_attribute("lang") == "vi"


def test_the_keyboard_reaches_the_content_first_and_its_focus_is_seen(site: str, chromium: Any) -> None:
    with visit(chromium, site, "desktop") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        for _ in range(6):
            page.keyboard.press("Tab")
            style = page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth, s.boxShadow] })()"
            )
            assert style[0] != "none" or style[2] != "none"


def test_a_tile_of_the_map_leads_to_its_province(site: str, chromium: Any) -> None:
    with visit(chromium, site, "desktop") as page:
        page.locator("main a[href^='/province/nghean']").first.click()
        assert "Nghệ An" in page.locator("h1").inner_text()
