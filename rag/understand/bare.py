"""Questions that leave out what they are about: "how many models were tested?", "towards whom?"."""

from __future__ import annotations

import re

from rag.text.words import STOP_WORDS
from rag.understand.anaphora import ASPECT_WORDS, naming_words
from rag.understand.phrasing import OPENER, VERB, defines

# What every paper has, so that naming it says nothing of which paper is meant.
_COMMON = ASPECT_WORDS | frozenset(
    """ablation ablations algorithm algorithms annotator annotators architecture batch batches
    batchsize categories category class classes collected competitors computation compute
    conference consequence consequences context conclude corpora corpus criteria decoder depth
    derive dimension dimensions document documents domain domains effect effects encoder epoch
    epochs error errors examples expensive experiments factor figure figures formula framework
    function functions gain gains gpu gpus hardware hyperparameter hyperparameters images
    improvement improvements improved inference ingredients input inputs intuitively journal
    kind kinds language languages large latency layer layers length license link loss losses
    margin measure measures memory modality modalities models modules novelty number optimizer
    optimiser output outputs parameter parameters participant participants parts people percent
    percentage popular practical practice procedure property properties purpose quality question
    questions rate reason reasons resources risk robust role runtime sample samples score scores
    sentence sentences settings setup significant size sizes software sort special stage stages
    step steps subject subjects submitted supervised system systems technique techniques text
    texts time token tokens tool tools topic topics type types url variant variants version
    versions weights width works novel new interesting important surprising limitations future
    main key claim claims conclusion prior previous earlier compared comparison difference
    differences released public publicly available open""".split()
)
_WH = r"(?:what|which|who|whom|whose|where|when|how|why)"
_PREP = (
    r"(?:on|in|at|with|for|by|to|toward|towards|from|of|under|over|against|about|between|within"
    r"|without|through|via|into|after|before|since|compared (?:to|with)|relative to|based on"
    r"|because of|thanks to|due to|than|as|per|among|across)"
)
_ASKS_AMOUNT = re.compile(
    rf"^(?:{_PREP} )?how (?:many|much|large|big|long|fast|slow|often|accurate|accurately|small|good"
    r"|well|far|strong|expensive|deep|wide|sure|robust|reliable|close|high|low)\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(rf"^(?:{_PREP} )?(?:exactly |roughly )?{_WH}\b", re.IGNORECASE)
_PREPOSED = re.compile(rf"^{_PREP} (?:exactly |roughly )?{_WH}\b", re.IGNORECASE)
_THE = re.compile(
    r"^(?:(?:what|which|how|why|when|where|who) )?(?:\w+ )?(?:is|are|was|were|do|does|did|can|could"
    r"|has|have|had|will|would|should) (?:the|these|those|this) (?P<noun>[\w-]+)"
    r"(?! (?:of|for|in|behind|between|on) )",
    re.IGNORECASE,
)
# A pronoun that points to nothing before stands for a subject within the question.
_PERSON = re.compile(
    r"\b(?:you|your|i|me|my|we|us|our|it|its|they|them|their|he|she)\b", re.IGNORECASE
)
# Between small letters a capital or a digit makes a name: BERT, ImageNet, GPT-3.
NAME = re.compile(r"(?<!^)(?<![.?!] )\b(?:[A-Z][\w+-]*|[a-z]+[A-Z0-9][\w+-]*)\b(?<!\bI)")
_SHORT, _AMOUNT = 10, 9  # words of a question that may leave out its subject
_OWN = 2  # words besides those that every paper has


def lacks_subject(text: str) -> bool:
    """Whether a question can only be about what was spoken of before."""
    bare = OPENER.sub("", text).strip(" ?.!")
    count = len(bare.split())
    if not bare or count > _SHORT or NAME.search(bare) or _PERSON.search(bare):
        return False
    words = naming_words(bare)
    own = [word for word in words if word not in _COMMON and not word.isdigit()]
    if not own:
        # "What is accuracy?" asks for a meaning.
        return bool(words or _FRAGMENT.match(bare)) and not defines(text)
    if _ASKS_AMOUNT.match(bare) and count <= _AMOUNT and len(own) <= _OWN:
        return True
    if _FRAGMENT.match(bare) and not VERB.search(bare) and not _acts(bare):
        return True
    subject = _THE.match(bare)
    return bool(subject and subject["noun"].lower() in _COMMON and len(own) <= _OWN)


def _acts(bare: str) -> bool:
    """Whether a fragment has a verb of its own: "which losses separate classes"."""
    words = [word.lower() for word in re.findall(r"[\w-]+", bare)]
    return len([word for word in words if word not in STOP_WORDS]) > _OWN


def contentless(text: str) -> bool:
    """Whether a question has no word of its own: "by how much?", "compared to what?"."""
    return not [word for word in naming_words(text) if word not in ("compared", "extent", "way")]


def preposed(text: str) -> bool:
    """Whether a question opens with a preposition: "on which datasets", "towards whom"."""
    return bool(_PREPOSED.match(OPENER.sub("", text)) or _PREPOSED.match(text.strip()))
