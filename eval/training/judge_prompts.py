"""What `judge_answers.py` says to the language model; every example was written for it."""

from __future__ import annotations

from eval.training.language_model import chat, turn


def judged(question: str, title: str, sentence: str) -> str:
    """The turn after which the model says yes or no."""
    return turn("user", _judge(question, title, sentence)) + "<|im_start|>assistant\n"


def marked(title: str, sentence: str) -> str:
    """What stands before a question whose likelihood is measured."""
    paper = f"Paper: {title}\n" if title else ""
    said = f"Sentence: {sentence}\n" if sentence else ""
    task = f"{paper}{said}Write the question that is answered here."
    return turn("user", task) + "<|im_start|>assistant\n"


def prompt(title: str, abstract: str) -> str:
    """The chat after which the model writes questions of the field of an abstract."""
    return chat(ASKS) + turn("user", _ask(title, abstract)) + "<|im_start|>assistant\n"


def _judge(question: str, title: str, sentence: str) -> str:
    paper = f"Paper: {title}\n" if title else ""
    return (
        f"Question: {question}\n{paper}Sentence: {sentence}\n"
        "Does the sentence itself answer the question, at least in part? Say yes or no."
    )


def _ask(title: str, abstract: str) -> str:
    return (
        f"Title: {title}\nAbstract: {abstract[:1500]}\n"
        "Ask five questions that somebody who has not seen this paper would type, and that a "
        "sentence of it answers. Ask about the field in plain words, never about the paper or by "
        "the name of its method."
    )


JUDGES = tuple(
    (_judge(question, title, sentence), said)
    for question, title, sentence, said in (
        (
            "How do people make language models forget private data?",
            "Selective unlearning by gradient ascent",
            "We raise the loss on the passages to be forgotten for a few steps and keep the rest "
            "of the model close to where it was.",
            "yes",
        ),
        (
            "How do people make language models forget private data?",
            "Selective unlearning by gradient ascent",
            "Language models are trained on text that may hold private data.",
            "no",
        ),
        (
            "Why do recommender systems favour popular items?",
            "A causal view of popularity bias",
            "Items that were shown more often collect more clicks, and a model fitted on clicks "
            "takes exposure for preference.",
            "yes",
        ),
        (
            "Why do recommender systems favour popular items?",
            "A causal view of popularity bias",
            "In this paper, we study why recommender systems favour popular items.",
            "no",
        ),
        (
            "What is active learning?",
            "Batch selection with diverse gradients",
            "Our active learning strategy outperforms four baselines on image classification.",
            "no",
        ),
        (
            "What is active learning?",
            "Which labels are worth their cost?",
            "Active learning chooses the examples to be labelled that a model would learn most "
            "from.",
            "yes",
        ),
        (
            "Does walking lower blood pressure?",
            "Daily steps and hypertension: a randomised trial",
            "Systolic pressure fell by 6 mmHg in the walking group and did not change in controls.",
            "yes",
        ),
        (
            "How large is the corpus?",
            "A corpus of spoken instructions",
            "The corpus covers cooking, repair and gardening, and is free for research.",
            "no",
        ),
    )
)

ASKS = (
    (
        _ask(
            "GateDrop: pruning attention heads while training",
            "Transformers are slow because every head attends to every token. We add a gate to "
            "each head that is pushed to zero while the model is trained, so that half of the "
            "heads can be removed at the end. On translation and summarisation this is 1.6 times "
            "as fast, with a loss of 0.2 BLEU.",
        ),
        "how: how can transformers be made faster?\n"
        "why: why are transformers slow?\n"
        "what is: What is an attention head?\n"
        "what: What happens to translation quality when attention heads are removed?\n"
        "yes or no: Can attention heads be pruned during training?",
    ),
    (
        _ask(
            "Evening light and sleep in older adults: a randomised trial",
            "Insomnia is common in old age, and drugs have side effects. 120 adults over 65 were "
            "given either bright light in the evening or dim red light for four weeks. Bright "
            "light delayed waking by 41 minutes; sleep quality did not differ.",
        ),
        "how: How do you treat insomnia in older people without drugs?\n"
        "why: Why are sleeping pills a problem in old age?\n"
        "what is: what is bright light therapy?\n"
        "what: What effect does bright light have on sleep?\n"
        "yes or no: does evening light improve sleep quality?",
    ),
    (
        _ask(
            "Learning to grasp from few demonstrations with keypoints",
            "Robots that learn to grasp need thousands of trials. We represent objects by sparse "
            "keypoints found without labels, which lets a policy generalise to new objects after "
            "ten demonstrations. Failures are mostly due to transparent objects.",
        ),
        "how: How do robots learn grasping with little data?\n"
        "why: why do robots fail to grasp some objects?\n"
        "what is: What is a keypoint representation?\n"
        "what: What representations help a grasping policy generalise?\n"
        "yes or no: Are labels needed to find keypoints on objects?",
    ),
)
