"""In which language a question is put, told by the small words that only that language has."""

from __future__ import annotations

import re

from rag.text.stems import known_word

# Words that are English as well ("die", "no", "as") or stand in English terms ("de novo") are out.
_SMALL = {
    "German": "der das und ist für mit nicht ein eine einen den dem des von zu im wird werden sind"
    " kann gibt es über bei auf wurde",
    "French": "le les et est pour avec dans une du sur sont peut ce cette elle au aux par où",
    "Spanish": "el los las con una del sobre se puede en al son para y",
    "Italian": "lo gli per una della sono può che nel di è",
    "Portuguese": "os é para com uma da são pode em na",
    "Dutch": "het een en van zijn niet kan worden voor met wordt",
}
_ASKING = {
    "German": "was wie wer warum wieso weshalb welche welcher welches wann wo woran womit erkläre",
    "French": "comment pourquoi quel quelle quels quelles qui quand quoi combien explique",
    "Spanish": "qué que cómo como cuál cuáles quién cuántos cuándo dónde explica",
    "Italian": "cosa come perché quale quali chi quanti quando dove spiega",
    "Portuguese": "qual quais quem quantos onde porque explique como",
    "Dutch": "wat hoe waarom welke wie wanneer waar leg",
}
_ENGLISH = frozenset(
    "the a an and is are was what how why which who when where do does did of in on for with to it"
    " can there this that these by from about between or not as at be have has use used".split()
)
_SCRIPTS = (
    ("Chinese", r"[\u4e00-\u9fff]"),
    ("Japanese", r"[\u3040-\u30ff]"),
    ("Korean", r"[\uac00-\ud7af]"),
    ("Russian", r"[\u0400-\u04ff]"),
    ("Arabic", r"[\u0600-\u06ff]"),
    ("Hindi", r"[\u0900-\u097f]"),
    ("Greek", r"[\u0370-\u03ff]"),
)
_LONG = 4  # letters beyond which languages share few words
_FEW = 2  # small words; an asking word in front weighs two


def foreign_language(text: str) -> str:
    """The language of a text that is not English, or an empty text."""
    letters = len(re.findall(r"[^\W\d_]", text))
    # Kana stand beside Chinese characters in Japanese.
    for name, script in sorted(_SCRIPTS, key=lambda one: one[0] != "Japanese"):
        # Formulas hold single Greek letters.
        if letters and len(re.findall(script, text)) > letters / 3 and letters > 2:
            return name
    words = re.findall(r"[^\W\d_]+", text.lower())
    english = sum(word in _ENGLISH for word in words)
    # Beside English words an opening such as "wat" is a slip.
    english += sum(len(word) > _LONG and known_word(word) for word in re.findall(r"[a-z]+", text))
    counts = {
        name: sum(word in small.split() for word in words)
        + 2 * (bool(words) and words[0] in _ASKING[name].split())
        for name, small in _SMALL.items()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _FEW and counts[best] > english else ""
