from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.domain import Paper, Scope
from tests.fakes.conversations import conversation, sample_papers
from tests.fakes.understanding import understood_of


@pytest.fixture(scope="module")
def sample() -> tuple[Paper, ...]:
    return sample_papers()


LEANING = """
twins | and its limits?
    What are the limits of Barlow Twins? | Barlow
twins | How does it compare with CoLiDE?
    How does Barlow Twins compare with CoLiDE? |
twins | What loss does it use?
    What loss does Barlow Twins use? | Barlow
twins | Which data was it trained on?
    Which data was Barlow Twins trained on? | Barlow
twins | And the results?
    What are the results of Barlow Twins? | Barlow
twins | And its results on ImageNet?
    What are the results of Barlow Twins on ImageNet? | Barlow
twins | Is there code?
    Is there code for Barlow Twins? | Barlow
twins | How does this work?
    How does Barlow Twins work? | Barlow
twins | What does this paper propose?
    What does Barlow Twins propose? | Barlow
twins | in that paper, what is the loss?
    In Barlow Twins, what is the loss? | Barlow
twins | What is the idea behind it?
    What is the idea behind Barlow Twins? | Barlow
twins | What's its loss function?
    What is the loss function of Barlow Twins? | Barlow
twins | Any limitations?
    What are the limitations of Barlow Twins? | Barlow
twins | why is it called that?
    Why is Barlow Twins called that? | Barlow
twins | tell me more
    What more do the papers say about Barlow Twins? | Barlow
twins | Which other methods build on it?
    Which other methods build on Barlow Twins? |
twins | What about CoLiDE?
    What is CoLiDE? |
twins | and in robotics?
    What is Barlow Twins in robotics? |
pair | How does it compare with the second one?
    How does Barlow Twins compare with CoLiDE? | Barlow CoLiDE
pair | Compare the first two on method
    Compare Barlow Twins and CoLiDE on method | Barlow CoLiDE
pair | what does [2] say about noise?
    What does CoLiDE say about noise? | CoLiDE
pair | What does the last one say?
    What does CoLiDE say? | CoLiDE
pair | and paper 3?
    Which losses avoid collapse, according to SpaceTime? | SpaceTime
pair | which one is better?
    Which of Barlow Twins and CoLiDE is better with regard to losses avoid collapse? | Barlow CoLiDE
pair | does it outperform them?
    Does Barlow Twins outperform CoLiDE? | Barlow CoLiDE
pair | What did they find?
    What did Barlow Twins and CoLiDE find? | Barlow CoLiDE
pair | What data do they use?
    What data do Barlow Twins and CoLiDE use? | Barlow CoLiDE
pair | limits of the second one?
    What are the limits of CoLiDE? | CoLiDE
pair | Compare the first and third on data
    Compare Barlow Twins and SpaceTime on data | Barlow SpaceTime
pair | how does it compare?
    How does Barlow Twins compare with CoLiDE? | Barlow CoLiDE
graphs | And for transformers?
    How can GNNs be made more expressive for transformers? |
topic | What are their limits?
    What are the limits of diffusion models? |
topic | and how does CoLiDE do it?
    How does CoLiDE work? |
topic | any limits of them?
    What are the limits of diffusion models? |
twins | how long does it take to train
    How long does Barlow Twins take to train | Barlow
topic | which papers do this for speech?
    Which papers are about diffusion models for speech? |
topic | any large datasets for that?
    Which large datasets are there for diffusion models? |
graphs | Any for transformers?
    How can GNNs be made more expressive for transformers? |
topic | How do they compare with GANs?
    How do diffusion models compare with GANs? |
pair | What about SpaceTime?
    Which losses avoid collapse, and what about SpaceTime? |
topic | And what about GANs?
    What are GANs? |
nothing | and its limits?
    What are the limits of Mamba? |
"""
"""Conversation | typed, then the question understood | papers that it is narrowed to."""

STANDING = """
What is dropout?
What is Barlow Twins?
How does SpaceTime work and what are its limits?
How do GNNs learn from their neighbours?
Is it possible to train GNNs without labels?
How long does it take to train a diffusion model?
What is the second law of thermodynamics?
Which was the first paper to use attention?
Do networks with large widths keep the features they start with?
Why do GANs collapse and how is it avoided?
What is accuracy?
Does self-distillation help when it is repeated?
Which models scale as they are trained on more data?
What is known about score matching?
How are state space models parameterised?
Which loss functions separate classes in few-shot learning?
Thanks
"""


def leaning() -> list[tuple[str, ...]]:
    """(conversation, typed, question, papers) of each pair of lines."""
    halves = [
        tuple(part.strip() for part in line.split("|")) for line in LEANING.split("\n") if line
    ]
    return [(*one, *other) for one, other in zip(halves[::2], halves[1::2], strict=True)]


@pytest.mark.parametrize(("about", "typed", "question", "papers"), leaning())
def test_a_question_that_leans_on_the_last_answer_is_made_to_stand(
    sample: Sequence[Paper], about: str, typed: str, question: str, papers: str
) -> None:
    understood = understood_of(typed, Scope(), conversation(sample, about))
    titles = {paper.paper_id: paper.title + paper.abstract[:900] for paper in sample}
    named = [titles[paper_id] for paper_id in understood.scope.paper_ids]

    assert understood.question == question
    assert len(named) == len(papers.split())
    assert all(name in title for name, title in zip(papers.split(), named, strict=True))


@pytest.mark.parametrize("about", ["twins", "pair", "graphs", "topic"])
@pytest.mark.parametrize("typed", STANDING.strip().split("\n"))
def test_a_question_that_stands_alone_is_left_alone(
    sample: Sequence[Paper], about: str, typed: str
) -> None:
    understood = understood_of(typed, Scope(), conversation(sample, about))

    assert (understood.question, understood.scope) == (typed, Scope())


@pytest.mark.shared
@pytest.mark.parametrize("about", ["pair", "topic"])
def test_no_claim_of_scifact_and_no_query_of_cisi_is_taken_for_a_follow_up(
    sample: Sequence[Paper], shared_data: Path, about: str
) -> None:
    turns = conversation(sample, about)
    for folder in ("scifact", "cisi"):
        for line in (shared_data / folder / "queries.jsonl").read_text("utf-8").splitlines():
            query = json.loads(line)["text"]
            understood = understood_of(query, Scope(), turns)
            assert (understood.question, understood.scope) == (query, Scope())


def test_a_title_stands_in_where_the_paper_has_no_name(sample: Sequence[Paper]) -> None:
    turns = conversation(sample, "graphs")

    understood = understood_of("and its limits?", Scope(), turns)

    title = turns[-1].answer.sources[0].paper.title
    assert understood.question == f"What are the limits of “{title}”?"
    assert understood.scope.paper_ids == understood.papers != ()
