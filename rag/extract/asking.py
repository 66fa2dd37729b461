"""Words in which things are asked, and that a paper need not hold to answer."""

from __future__ import annotations

from rag.text.stems import stem

# What asks for a kind of sentence.
_SORTS = """advantage aim answer approach benefit cause compare comparison conclusion criticism
critique data dataset difference differ disadvantage downside drawback effect example explain
finding goal idea limit limitation limits main mean method problem purpose reason result results
role show study summarise summary weakness work"""
# Printed by eval/training/count_asking.py, less "flu".
_COUNTED = """able advantage affect allow applied behind beneficial benefits better contribution
creating depend differ difficult done ensure good handle happens help idea important improvement
instead involve key kind made main make many might move much name necessary need percentage
possible purpose relationship research researchers suitable take together traditional type useful
way work"""
# Of the same sort, and too rare there to be counted: who and what at all, how much, how good, and
# verbs of all work, and the field that all papers here are of.
_LIGHT = """ai ml nlp wrong mistake flaw pitfall shortcoming challenge issue trouble obstacle goes
drop degrade decline faster slower smaller cheaper lighter easier harder stronger weaker quicker
earlier previous prior existing current left easily
anybody anyone anything ever everybody everyone everything nobody nothing somebody
bigger check correct find something become come cope exist know look matter occur reach tackle think
amount around bad big cheap costly deal expensive fail fraction fix get give go got hard
helpful hurt lot motivation people person portion proportion really share solve someone stuff thing
today try worse going lately nowadays currently days heading"""

ASKING = frozenset(stem(word) for word in f"{_SORTS} {_COUNTED} {_LIGHT}".split())
