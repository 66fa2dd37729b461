from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from rag.answer.comparison import ASPECTS, as_answer, compare
from rag.domain import Cell, Comparison, Paper, Question, Quote, Turn
from rag.errors import CostNotAccepted, UsageError
from rag.formats.read import read_bytes
from rag.formats.write_bibtex import citation_keys, latex, papers_to_bibtex
from rag.formats.write_table import comparison_to_csv, comparison_to_latex, comparison_to_markdown
from rag.models.encoders import EmbeddedEncoder
from rag.models.prompts import SILENCE
from rag.models.scripted import ScriptedModel
from rag.store.papers import PaperStore
from rag.text.names import own_name
from rag.understand.requests import comparison_request, resolve
from tests.fakes.conversations import conversation, sample_papers

TWINS, COLIDE = "Barlow Twins: Self", "CoLiDE: Concomitant"


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperStore]:
    opened = PaperStore(tmp_path_factory.mktemp("library"))
    for paper in sample_papers():
        opened.put(paper, ())
    yield opened
    opened.close()


def named(store: PaperStore, *starts: str) -> list[Paper]:
    papers = store.papers()
    return [next(p for p in papers if p.title.startswith(start)) for start in starts]


def ids(store: PaperStore, *starts: str) -> list[str]:
    return [paper.paper_id for paper in named(store, *starts)]


@pytest.mark.parametrize(
    ("typed", "names", "aspects"),
    [
        ("compare A and B on method and results", ("A", "B"), ("method", "results")),
        ("Compare A, B and C", ("A", "B", "C"), ()),
        ("compare the first and third on data", ("the first", "third"), ("data",)),
        ("Please compare A with B in terms of the cost per sample.", ("A", "B"),
         ("cost per sample",)),
        ("A vs B", ("A", "B"), ()),
        ("Isomap vs UMAP", ("Isomap", "UMAP"), ()),
        ("compare them", ("them",), ()),
        ("How does A compare with B on cost?", ("A", "B"), ("cost",)),
        ("How do the first two differ?", ("the first two",), ()),
        ("What is the difference between A and B?", ("A", "B"), ()),
        ("compare the first two on method", ("the first two",), ("method",)),
        ('compare “On X and Y”, "Z" and W on code', ("On X and Y", "Z", "W"), ("code",)),
    ],
)  # fmt: skip
def test_a_comparison_is_taken_apart(
    typed: str, names: tuple[str, ...], aspects: tuple[str, ...]
) -> None:
    request = comparison_request(typed)

    assert request is not None
    assert (request.names, request.aspects) == (names, aspects)


@pytest.mark.parametrize(
    "typed", ["How does A work?", "Compare transformers", "What is GAN vs VAE?", ""]
)
def test_a_question_is_no_comparison(typed: str) -> None:
    assert comparison_request(typed) is None


@pytest.mark.parametrize("piece", ["x and ", "first, ", "aB1", "on the ", "“a” "])
def test_no_text_is_slow_to_take_apart(piece: str) -> None:
    text = f"compare a on {piece * 600}1"
    started = time.thread_time()

    comparison_request(text[:590])
    own_name(Paper("p", "T", f"In this paper, we propose {piece * 600}"))

    # Work done, not time passed: a pattern that goes back over itself would take minutes.
    assert time.thread_time() - started < 5


def test_papers_are_known_by_title_own_name_id_and_a_title_that_was_taken_apart(
    store: PaperStore,
) -> None:
    wanted = ids(store, TWINS, COLIDE, "Efficient and Modular")

    assert (
        resolve(
            [
                "the barlow twins paper",
                "colide",
                wanted[0],
                "Efficient",
                "Modular Implicit Differentiation",
            ],
            store,
        )
        == wanted
    )


def test_places_in_the_last_answer_are_papers(store: PaperStore) -> None:
    last = conversation(store.papers(), "pair")[-1].answer
    twins, colide, spacetime = (source.paper.paper_id for source in last.sources)

    assert resolve(["the first", "third"], store, turns=[Turn("", last)]) == [twins, spacetime]
    assert resolve(["the first two"], store, turns=[Turn("", last)]) == [twins, colide]
    assert resolve(["them"], store, turns=[Turn("", last)]) == [twins, colide]


def test_a_name_that_fits_none_or_several_is_answered_with_titles(store: PaperStore) -> None:
    with pytest.raises(UsageError, match="'diffusion models' fits 4 papers: 'Adaptive Guidance"):
        resolve(["diffusion models"], store)
    with pytest.raises(UsageError, match=r"called 'graph nets'; the nearest are '.*Graph Canon"):
        resolve(["graph nets"], store)


def test_each_cell_is_a_quote_of_its_paper_or_not_stated(
    store: PaperStore, encoder: EmbeddedEncoder
) -> None:
    table = compare(named(store, TWINS, COLIDE), (), encoder)

    assert table.aspects == ASPECTS
    assert set(table.cells) == {(p.paper_id, a) for p in table.papers for a in ASPECTS}
    for paper in table.papers:
        assert "propose" in table.cell(paper, "method").text
        for aspect in ASPECTS:
            cell = table.cell(paper, aspect)
            quote = cell.quote
            assert cell.text == (paper.abstract[quote.start : quote.end] if quote else "not stated")


def test_one_paper_twice_is_no_comparison(store: PaperStore, encoder: EmbeddedEncoder) -> None:
    with pytest.raises(UsageError, match="2 to 20 papers, 1 given"):
        compare(named(store, TWINS, TWINS), (), encoder)


def test_a_models_cell_counts_only_when_the_abstract_backs_it(
    store: PaperStore, encoder: EmbeddedEncoder
) -> None:
    true = "The method is called Barlow Twins [1]."
    chosen = named(store, TWINS, COLIDE)
    for reply, twins in ((true, true[:-5] + "."), ("It needs 900 GPUs [1].", None)):
        model = ScriptedModel(reply, SILENCE)
        table = compare(chosen, ["the name"], encoder, model)

        assert table.cell(table.papers[1], "the name") == Cell()
        cell = table.cell(table.papers[0], "the name")
        assert cell.text == twins or (twins is None and "GPU" not in cell.text)


def test_a_costly_table_is_asked_about_first(store: PaperStore, encoder: EmbeddedEncoder) -> None:
    class Dear(ScriptedModel):
        def dollars(self, prompt_tokens: int, completion_tokens: int) -> float | None:
            return 0.001 * (prompt_tokens + completion_tokens)

    with pytest.raises(CostNotAccepted, match="This table may cost"):
        compare(named(store, TWINS, COLIDE), ["data"], encoder, Dear(), 0.1)


def odd() -> Comparison:
    papers = [
        Paper("1", "50% of {sets} & \\more_| A\nB", "A = 1.", ("Ümit Öz",), 2020, "J. of Science"),
        Paper("2", "50% more", "B.", ("Ümit Öz",), 2020, url="https://a.b/c_d"),
    ]
    quote = Quote("1", "=1|2 & 50%", 0, 10)
    cells = {("1", "data"): Cell(quote, quote.text), ("2", "data"): Cell()}
    return Comparison(tuple(papers), ("data",), cells)


def test_markdown_keeps_its_columns_whatever_a_title_holds() -> None:
    lines = comparison_to_markdown(odd()).splitlines()

    assert lines[2] == r"| 50% of {sets} & \\more\_\| A B | =1\|2 & 50% |"
    assert lines[3] == "| [50% more](<https://a.b/c_d>) | not stated |"


def test_csv_has_a_row_a_paper_and_no_live_formula() -> None:
    rows = list(csv.reader(io.StringIO(comparison_to_csv(odd()))))

    assert rows[0] == ["key", "title", "year", "data"]
    assert [row[3] for row in rows[1:]] == ["'=1|2 & 50%", ""]


def test_latex_cites_by_the_keys_of_its_bibtex() -> None:
    table = odd()
    keys = citation_keys(table.papers)
    text = comparison_to_latex(table)

    assert keys == {"1": "oz2020sets", "2": "oz2020more"}
    assert all(f"\\cite{{{key}}}" in text for key in keys.values())
    assert r"=1|2 \& 50\%" in text
    assert "\\emph{not stated}" in text
    assert text.index("\\toprule") < text.index("\\midrule") < text.index("\\bottomrule")


def test_bibtex_reads_back_as_the_same_papers() -> None:
    papers = [
        *odd().papers,
        replace(odd().papers[0], paper_id="3", title="A {lone brace", year=None),
    ]

    found = read_bytes(papers_to_bibtex(papers).encode(), "out.bib", 10_000).papers

    assert [p.authors for p in found] == [("Ümit Öz",)] * 3
    assert [p.year for p in found] == [2020, 2020, None]
    text = papers_to_bibtex(papers)
    assert "\tauthor = {" in text
    assert "\tjournal = {J. of Science}" in text
    assert found[0].title.startswith("50% of ")
    assert found[1].title == "50% more"
    assert found[2].title.endswith("lone brace")


def test_equal_keys_are_numbered_and_latex_is_escaped() -> None:
    same: Sequence[Paper] = [Paper(str(n), "The same", "") for n in range(3)]

    assert list(citation_keys(same).values()) == ["same", "same2", "same3"]
    assert latex("a_b {c} #1 ~ ^").count("\\_") == 1


def test_a_table_reads_out_as_an_answer_that_cites_each_cell(
    store: PaperStore, encoder: EmbeddedEncoder
) -> None:
    table = compare(named(store, TWINS, COLIDE), ["method"], encoder)

    answer = as_answer(table, Question("compare them"))

    assert answer.verified == len(answer.sentences) == 2
    assert [c.n for s in answer.sentences for c in s.citations] == [1, 2]
    assert [source.cited for source in answer.sources] == [True, True]
    assert as_answer(odd(), Question("")).note == "Not stated: data [2]."
