"""Words that turn a sentence round: negations, hedges, directions and who does what to whom."""

from __future__ import annotations

# Some deny only beside other words: for "failure to" and "rather than" see `_denies` in claims.
NEGATIONS = frozenset(
    """not no never neither nor none without cannot lack lacks lacked lacking absent absence fail
    fails failed failing failure unable hardly non unlikely unaffected unchanged independent
    nothing rarely instead rather unlike other""".split()
)
CONTRASTS = frozenset("instead rather unlike other".split())
"""Words that deny what follows up to the next comma; two of them only before "than"."""


# A row is an axis and its strings are the ends: words at two ends of one stand against each other.
AXES: tuple[tuple[str, ...], ...] = (
    (
        """increase rise risen rose raise elevate high higher highest more most greater greatest
        enhance upregulate promote activate induce stimulate gain larger largest accelerate grow
        grew grown expand boost augment amplify facilitate strengthen exceed surpass cause trigger
        drive enable encourage maximize better best improve superior outperform faster fastest
        longer longest stronger strongest benefit protect above due arise lead led because""",
        """decrease reduce reduction low lower lowest less least few fewer fewest decline drop
        fall fell fallen inhibit suppress suppression downregulate impair block prevent loss
        smaller smallest attenuate diminish shrink shrank slower slowest weak weaken weaker hinder
        delay abolish abrogate blunt lessen minimize worse worst worsen degrade inferior
        underperform deteriorate shorter shortest harm below mitigate alleviate eliminate""",
    ),
    ("before prior precede earlier previously", "after later subsequently"),
    ("positive positively agree support confirm", "negative negatively disagree contradict refute"),
    ("presence", "absence absent"),
    ("sensitive sensitivity sensitize susceptible", "resistance resistant resist refractory"),
    ("simple simpler easy easier", "complex complicated difficult hard harder"),
    ("well good", "poor poorly bad badly"),
    ("commonly common often frequently widely usually", "rarely rare seldom"),
    ("linear linearly", "exponential exponentially", "quadratic quadratically", "logarithmic"),
    ("supervised", "unsupervised", "semi", "self"),
    ("upstream", "downstream"),
    ("agonist", "antagonist"),
    ("accept", "reject"),
    ("majority", "minority"),
    ("early", "late"),
    ("large", "small"),
    ("local", "global"),
    ("discrete", "continuous"),
    ("online", "offline"),
    ("all every always", "some sometimes"),
)
DIRECTIONS = 2
"""The first axes are directions, which evidence must share; on the others it may be silent."""

LINKS = frozenset("due arises lead leads led because cause causes caused causing".split())
"""Words that link cause and effect, for which evidence has many others."""

PIVOTS = frozenset(
    """outperform underperform exceed surpass beat cause trigger drive prevent inhibit activate
    induce promote regulate suppress block precede follow than""".split()
)
"""Words that say who does what to whom, or is more than whom."""

HEDGES = frozenset("may might could possibly perhaps potentially".split())
"""Words by which evidence says less than a plain claim."""

SOFT = HEDGES | frozenset("can likely potential suggest suggests suggested associated".split())
"""Words by which a claim says no more than hedged evidence."""
