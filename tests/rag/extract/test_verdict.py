import pytest

from rag.domain import Citation, Hit, Paper, Quote, Sentence
from rag.extract.premises import premise_denied
from rag.extract.verdict import settled, verdict


def hits_of(*abstracts: str, title: str = "Kite: Flying Without Wind") -> list[Hit]:
    return [Hit.whole(Paper(f"p{i}", title, text)) for i, text in enumerate(abstracts)]


def quoted(hits: list[Hit]) -> list[Sentence]:
    return [
        Sentence(
            hit.paper.abstract,
            (Citation(n, Quote(hit.paper.paper_id, hit.paper.abstract, 0, 9), "exact"),),
        )
        for n, hit in enumerate(hits, 1)
    ]


@pytest.mark.parametrize(
    ("question", "finding", "expected"),
    [
        ("Does Kite need strong wind?", "Kite does not need strong wind nor a tail.", "no"),
        ("Does Kite need training?", "Kite is a training-free method for flight.", "no"),
        ("Is Kite training-free?", "Kite is training-free and light.", "yes"),
        ("Does Kite improve flight time?", "Kite improves flight time by 12 %.", "yes"),
        ("Does Kite beat all baselines?", "Kite achieves state-of-the-art results at sea.", "yes"),
        ("Does Kite use ropes?", "We propose to employ ropes in Kite.", "yes"),
        (
            "Do tethered kites fail at landing?",
            "Despite the success of tethered kites at sea, they fail in landing.",
            "yes",
        ),
        ("Can kites find good winds?", "We show the inability of kites to find calm winds.", "no"),
        ("Does rain matter for kites?", "We find that rain leads to fewer kites.", "yes"),
        ("Does Kite need long ropes?", "Kite goes well with long ropes.", "not stated"),
        ("Does Kite need long ropes?", "Kite avoids the effort of making long ropes.", "no"),
        ("Does Kite beat other methods?", "Kite outperforms several recent birds.", "yes"),
        ("Is Kite better than Hawk?", "Kite leads to improvements over Hawk at sea.", "yes"),
        ("Is Kite's code available?", "Our implementation is open-sourced on GitHub.", "yes"),
        ("Can kites fly without wind?", "We show that kites can fly without wind.", "yes"),
        (
            "Are kites good at landing?",
            "We find that kites still fall short of good landing.",
            "no",
        ),
        (
            "Is the mail of Kite written by humans?",
            "The mail that Kite carries is written by machines alone.",
            "no",
        ),
        ("Doesn't Kite need wind?", "Kite does not need wind.", "yes"),
        ("Can Kite fly where it isn't windy?", "Kite can fly where it is not windy.", "yes"),
        ("Does Kite adjust every rope?", "Kite only adjusts the ropes that matter most.", "no"),
        ("Does Kite help sailing?", "We investigate whether Kite helps sailing.", "not stated"),
        ("Does Kite help cooking rice?", "Kite flies at night.", "not stated"),
        (
            "Is Kite smaller than Hawk?",
            "Kite and Hawk are used as the underlying models for transfer learning.",
            "not stated",
        ),
        (
            "Does Kite keep its accuracy?",
            "Kite is faster to train, without sacrificing its accuracy.",
            "yes",
        ),
        (
            "Are kites easy to steer?",
            "Kites have been claimed to be easy to steer.",
            "not stated",
        ),
        (
            "Is Hawk better than Owl?",
            "Eagle outperforms Hawk and Owl by two points.",
            "not stated",
        ),
        (
            "Does Eagle outperform Owl?",
            "Eagle outperforms Hawk and Owl by two points.",
            "yes",
        ),
        (
            "Are kites good at spatial reasoning?",
            "We distill the strong kite encoder into a spatial model for higher-level reasoning.",
            "not stated",
        ),
    ],
)
def test_the_verdict_is_what_the_findings_say(question: str, finding: str, expected: str) -> None:
    hits = hits_of(finding)
    assert verdict(question, hits, quoted(hits)) == expected


def test_findings_that_part_are_disputed() -> None:
    hits = hits_of(
        "Longer tails improve stability in wind.",
        "Longer tails do not improve stability in wind.",
        title="Tails",
    )
    assert verdict("Do longer tails improve stability?", hits, quoted(hits)) == "disputed"


def test_a_false_premise_is_found_in_the_named_paper() -> None:
    hits = hits_of("Kite flies at night. We build a wind-free kite called Kite.")
    found = premise_denied("Why does Kite use wind?", hits)
    assert found is not None
    assert found.text == "We build a wind-free kite called Kite."
    assert premise_denied("Why does Kite fly at night?", hits) is None


def test_what_a_named_paper_does_without_is_denied_by_its_own_sentence() -> None:
    hits = hits_of("Many kites fly without clean ropes. We fly Kite without clean ropes. It lands.")
    found = premise_denied("Does Kite need clean ropes?", hits)
    assert found is not None
    assert found.text == "We fly Kite without clean ropes."
    assert premise_denied("Does Kite need a pilot?", hits) is None
    assert premise_denied("Can Kite fly without clean ropes?", hits) is None


def test_the_sentence_that_decides_is_told() -> None:
    hits = hits_of("Many people fly kites.", "Kite can be flown without strong wind.")
    found, decisive = settled("Does Kite need strong wind?", hits, quoted(hits))
    assert (found, decisive) == ("no", quoted(hits)[1])
    assert settled("Does Kite need a pilot?", hits, quoted(hits)) == ("not stated", None)


@pytest.mark.parametrize(
    ("question", "finding", "expected"),
    [
        # What is proposed is not so of all, but it can be done.
        (
            "Are kites quiet at night?",
            "We propose Owl, which is quiet at night.",
            "not stated",
        ),
        ("Can kites land without ropes?", "Wings avoid ropes when kites land.", "yes"),
        (
            "Can kites land without ropes?",
            "We count the ropes of kites.",
            "not stated",
        ),
        ("Do kites need helium?", "Kites fly well without any paint.", "not stated"),
        (
            "Is the wind scale correlated with danger?",
            "Judges read the wind scale and are not asked for danger.",
            "not stated",
        ),
        (
            "Are kites biased with respect to wind direction?",
            "Kites have shown biases of wind and direction.",
            "yes",
        ),
        ("Do kites need ropes?", "Sails reduce the need for ropes.", "no"),
        (
            "Do kites need special ropes?",
            "Kites do not require knowledge about the wind or ropes that are special.",
            "no",
        ),
        ("Does paint harm kites?", "Paint might harm kites.", "not stated"),
        ("Is ballast useful?", "Ballast is ineffective and heavy.", "no"),
        ("Are paper kites well balanced?", "A balanced paper kite flies far.", "not stated"),
    ],
)
def test_of_a_field_a_sentence_must_say_it_itself(
    question: str, finding: str, expected: str
) -> None:
    hits = hits_of(finding, title="On Flight")
    assert verdict(question, hits, quoted(hits)) == expected


def test_what_a_sentence_excepts_is_denied() -> None:
    said = "We find that large kites fly at night, whereas kites made of paper do not."
    hits = hits_of(said, title="Night")
    assert verdict("Do kites made of paper fly at night?", hits, quoted(hits)) == "no"
    assert verdict("Do large kites fly at night?", hits, quoted(hits)) == "yes"


def test_what_is_known_is_told_by_a_word_for_knowing() -> None:
    question = "Do language models know grammar?"
    hits = hits_of("We show that language models describe grammar in new ways.", title="Tongues")
    assert verdict(question, hits, quoted(hits)) == "not stated"
    hits = hits_of("We show that language models know grammar well.", title="Tongues")
    assert verdict(question, hits, quoted(hits)) == "yes"
