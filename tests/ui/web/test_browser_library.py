from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rag.domain import Paper, Scope
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import Screen, serving, settings_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScriptedLibrary:
    home = tmp_path_factory.mktemp("library")
    return ScriptedLibrary(home, settings=settings_in(home)).fill(papers(40))


@pytest.fixture(scope="module")
def address(library: ScriptedLibrary, port: int) -> Iterator[str]:
    with serving(library, port) as served:
        yield served


@pytest.fixture
def screen(browser: Browser, address: str, reader: Screen) -> Iterator[Screen]:
    opened = Screen(browser, address, beside=reader).open()
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.outside == []


def unfold(screen: Screen, title: str) -> None:
    screen.page.click(f'#side button.label-wrap:has-text("{title}")')


def test_a_year_filter_changes_the_count_and_the_cited_years(
    screen: Screen, library: ScriptedLibrary
) -> None:
    unfold(screen, "Which papers")
    screen.page.fill("#year-from input, #year-from textarea", "2022")
    within = library.store.count(Scope(year_from=2022))
    screen.page.wait_for_selector(f'.fn-count:has-text("{within} of 40 in scope")')
    screen.ask("What is known about retrieval?")
    years = [int(text.split(" · ")[-1]) for text in cited_bylines(screen)]
    assert years
    assert min(years) >= 2022
    screen.page.click('.fn-filters button[data-field="years"]')
    screen.page.wait_for_selector('.fn-count:has-text("40 papers")')
    assert screen.page.input_value("#year-from input, #year-from textarea") == ""


def cited_bylines(screen: Screen) -> list[str]:
    return screen.page.locator(".fn-sources > .fn-card .fn-byline").all_inner_texts()


def test_a_venue_is_chosen_from_those_of_the_library(screen: Screen) -> None:
    unfold(screen, "Which papers")
    screen.page.click("#scope-venues input")
    screen.page.click('[role=option]:has-text("ICML")')
    screen.page.wait_for_selector('.fn-count:has-text("20 of 40 in scope")')
    assert screen.page.inner_text(".fn-chip.on").split() == ["ICML", "×"]


def test_asking_about_one_paper_narrows_to_it(screen: Screen, library: ScriptedLibrary) -> None:
    screen.ask("What is known about retrieval?")
    screen.page.click('#c-0-2 button:has-text("Ask about this")')
    screen.page.wait_for_selector('.fn-count:has-text("1 of 40 in scope")')
    screen.ask("And what is known about retrieval here?")
    assert library.asked[-1].scope.paper_ids == ("paper-6",)


def test_more_like_this_and_back(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.page.click('#c-0-1 button:has-text("More like this")')
    screen.page.wait_for_selector('.fn-panel-head:has-text("More like")')
    expect(screen.page.locator("#sources .fn-card")).to_have_count(8)
    screen.page.click('button:has-text("Back to the answer")')
    screen.page.wait_for_selector('.fn-panel-head:has-text("Sources for answer 1")')


def test_a_star_is_kept(screen: Screen, library: ScriptedLibrary) -> None:
    screen.ask("What is known about translation?")
    screen.page.click("#c-0-1 .fn-star")
    screen.page.wait_for_selector('#c-0-1 .fn-star[aria-pressed="true"]')
    screen.until(lambda: library.store.ids(Scope(collections=("starred",))) == ["paper-4"])
    screen.open()
    screen.page.wait_for_selector('#c-0-1 .fn-star[aria-pressed="true"]')


def test_a_comparison_has_a_quote_in_each_cell_or_says_so(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.tab("Compare")
    screen.page.click("#compare")
    screen.page.wait_for_selector(".fn-compare table")
    expect(screen.page.locator(".fn-compare tbody tr")).to_have_count(3)
    expect(screen.page.locator(".fn-compare q")).to_have_count(9)
    expect(screen.page.locator(".fn-unstated")).to_have_count(3)
    expect(screen.page.locator('.fn-compare a[download="comparison.bib"]')).to_have_count(1)


def test_a_dear_comparison_waits_for_a_yes_and_keeps_to_the_settings(
    screen: Screen, library: ScriptedLibrary
) -> None:
    before = library.settings
    library.configure(llm="a-model", llm_url="http://127.0.0.1:9/v1")
    screen.open()
    screen.ask("What is known about retrieval?")
    unfold(screen, "Settings")
    screen.page.uncheck("#settings input[type=checkbox]")
    screen.tab("Compare")
    screen.page.fill("#aspects input", "dear")
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Tab")
    screen.page.click("#compare")
    screen.page.wait_for_selector('#table .fn-problem:has-text("$0.40")')
    screen.page.click("#accept-compare")
    screen.page.wait_for_selector(".fn-compare table")
    expect(screen.page.locator("#accept-compare:visible")).to_have_count(0)
    assert library.compared[-2:] == [False, False]
    library.settings = before


def test_a_paper_is_opened_from_the_map(screen: Screen, library: ScriptedLibrary) -> None:
    screen.ask("What is known about retrieval?")
    screen.tab("Map")
    canvas = screen.page.locator(".fn-map canvas")
    points = library.map()
    xs, ys = [p[1] for p in points], [p[2] for p in points]
    chosen = points[7]
    x = 0.05 + 0.9 * (chosen[1] - min(xs)) / (max(xs) - min(xs))
    y = 0.05 + 0.9 * (chosen[2] - min(ys)) / (max(ys) - min(ys))
    picked = screen.page.locator(f'#picked .fn-title:has-text("{chosen[3]}")')

    def clicked() -> bool:
        box = canvas.bounding_box()
        assert box
        screen.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        return picked.count() == 1

    screen.until(clicked)


def test_papers_are_reviewed_then_added_and_answered_without_a_reload(
    screen: Screen, library: ScriptedLibrary, tmp_path: Path
) -> None:
    listing = tmp_path / "new.jsonl"
    records = [
        {"title": f"Quantum {n}", "abstract": "We study quantum. It works.", "venue": "Quantum"}
        for n in range(30)
    ]
    listing.write_text("\n".join([*map(json.dumps, records), "{broken"]))
    unfold(screen, "Add papers")
    screen.page.set_input_files("#file input[type=file]", listing)
    screen.page.wait_for_selector(".fn-review-sum")
    assert screen.page.inner_text(".fn-review-sum") == "30 new · 0 already here · 1 rejected"
    assert "new.jsonl:31" in screen.page.inner_text(".fn-rejected")
    assert library.store.count() == 40
    library.delay = 0.03
    screen.page.click("#add")
    screen.page.wait_for_selector(".fn-progress")
    screen.page.wait_for_selector('.fn-progress:has-text("/s")')
    screen.page.wait_for_selector(".fn-added")
    library.delay = 0
    screen.page.wait_for_selector('.fn-count:has-text("70 papers")')
    assert "Ask your 70 papers" in screen.page.inner_text("#chat")
    screen.ask("What is known about quantum?")
    assert "Quantum" in screen.page.inner_text("#c-0-1")
    library.store.remove(library.store.ids(Scope(venues=("Quantum",))))


def test_a_paid_step_waits_for_a_yes(screen: Screen, library: ScriptedLibrary) -> None:
    unfold(screen, "Add papers")
    screen.page.fill("#paste textarea", '[{"title": "Dear", "abstract": "We study costs."}]')
    screen.page.fill("#collection input, #collection textarea", "dear")
    screen.page.click("#review-paste")
    screen.page.click('#add:has-text("Add 1 paper")')
    screen.page.wait_for_selector('#review .fn-problem:has-text("$0.40")')
    assert library.store.count() == 40
    press = "b => b && b.textContent.includes('Accept the cost') && b.click()"

    def accepted() -> bool:
        """A click is dropped until the first one's event has ended."""
        screen.page.evaluate(f"({press})(document.querySelector('#add'))")
        return screen.page.locator(".fn-added").count() == 1

    screen.until(accepted)
    added = library.store.papers(Scope(collections=("dear",)))
    assert [paper.title for paper in added] == ["Dear"]
    library.store.remove([paper.paper_id for paper in added])


def test_a_file_that_holds_no_papers_is_refused_in_words(screen: Screen, tmp_path: Path) -> None:
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ\x90\x00")
    unfold(screen, "Add papers")
    screen.page.set_input_files("#file input[type=file]", program)
    screen.page.wait_for_selector("#review .fn-problem")
    assert "setup.exe" in screen.page.inner_text("#review")
    expect(screen.page.locator("#add:visible")).to_have_count(0)


def test_pasted_ids_pick_papers_of_the_library(screen: Screen, library: ScriptedLibrary) -> None:
    library.fill([Paper("arxiv:2401.00001", "By id", "We study ids.", year=2024)])
    unfold(screen, "Add papers")
    screen.page.fill("#paste textarea", "2401.00001\n2401.99999")
    screen.page.click("#review-paste")
    screen.page.wait_for_selector(".fn-review-sum")
    assert "0 new · 1 already here · 1 rejected" in screen.page.inner_text(".fn-review-sum")
    screen.page.fill("#paste textarea", "sha256:0123456789abcdef paper-3")
    screen.page.click("#review-paste")
    screen.page.wait_for_selector('.fn-rejected:has-text("sha256:0123456789abcdef")')
    assert "0 new · 1 already here · 1 rejected" in screen.page.inner_text(".fn-review-sum")
    screen.page.fill("#paste textarea", "2401.00001\n2401.99999")
    screen.page.click("#review-paste")
    screen.page.wait_for_selector('.fn-rejected:has-text("2401.99999")')
    screen.page.fill("#collection input, #collection textarea", "Mine")
    screen.page.click("#add")
    screen.page.wait_for_selector(".fn-added")
    assert library.store.paper("arxiv:2401.00001").collections == ("Mine",)
    library.store.remove(["arxiv:2401.00001"])


def test_conversations_are_found_renamed_and_deleted(screen: Screen) -> None:
    screen.ask_each_anew([f"What is known about {t}?" for t in ("distillation", "calibration")])
    screen.page.fill("#find input, #find textarea", "distill")
    screen.page.wait_for_function("document.querySelectorAll('.fn-conversation').length === 1")
    row = screen.page.locator(".fn-conversation")
    row.hover()
    row.locator('[data-do="rename"]').click()
    screen.page.fill(".fn-rename", "Small models")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector('.fn-open:has-text("Small models")')
    screen.page.click('.fn-open:has-text("Small models")')
    screen.page.wait_for_selector('#chat .user.message:has-text("distillation")')
    expect(screen.page.locator(".fn-conversation")).not_to_have_count(1)
    row = screen.page.locator('.fn-conversation.current:has-text("Small models")')
    row.hover()
    row.locator('[data-do="delete"]').click()
    row.locator('[data-do="delete"]').click()
    screen.page.wait_for_selector("#chat .example")
    screen.page.wait_for_selector('.fn-open:has-text("calibration")')
    expect(screen.page.locator('.fn-open:has-text("Small models")')).to_have_count(0)


def test_settings_are_used_and_the_key_is_never_in_the_page(
    screen: Screen, library: ScriptedLibrary
) -> None:
    unfold(screen, "Settings")
    before = library.settings
    model = screen.page.locator("#settings label:has-text('Model') input >> nth=0")
    expect(model).to_have_value(before.llm)
    model.fill("llama3.1")
    screen.page.fill("#key input", "sk-SECRET123")
    screen.page.click("#save-settings")
    screen.page.wait_for_selector("#saved .fn-added")
    assert library.settings.llm == "llama3.1"
    screen.ask("What is known about retrieval?")
    stored = screen.page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "SECRET123" not in screen.page.content() + stored
    assert "retrieval" not in stored
    assert screen.page.input_value("#key input") == ""
    library.settings = before


def test_an_empty_library_says_how_to_add_papers(browser: Browser, tmp_path: Path) -> None:
    with serving(ScriptedLibrary(tmp_path, settings=settings_in(tmp_path))) as served:
        opened = Screen(browser, served).open()
        assert "Your library is empty." in opened.page.inner_text("#chat")
        assert "Add papers" in opened.page.inner_text("#chat")
        opened.send("Is anybody there?")
        opened.page.wait_for_selector('#notice .fn-problem:has-text("no papers to ask yet")')
        opened.close()


def test_conversations_outlive_the_server(browser: Browser, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first = ScriptedLibrary(tmp_path, settings=settings).fill(papers(6))
    with serving(first) as served:
        opened = Screen(browser, served).open()
        opened.ask("What is known about retrieval?")
        port = int(served.rsplit(":", 1)[1])
    again = ScriptedLibrary(tmp_path, settings=settings)
    with serving(again, port):
        opened.open()
        opened.page.wait_for_selector('.fn-conversation.current:has-text("retrieval")')
        expect(opened.page.locator("#chat .fn-answer")).to_have_count(1)
        opened.close()
