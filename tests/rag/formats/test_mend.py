"""Mending for display, on oddities found in real listings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.formats.mend import mended


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"from O(d ell) na\"ively to", "from O(d ell) naïvely to"),
        (r"na{\"i}ve H\"{o}lder Fr\'echet {\'e}t\'e", "naïve Hölder Fréchet été"),
        (r"\c{c} \v{s} {\L}\'od\'z stra\ss e", "ç š Łódź straße"),
        (r"it\'s a \"quoted\" word", 'it\'s a "quoted" word'),
        ("also ``content'' and ``measure\" of f''(x)", "also “content” and “measure” of f''(x)"),
        ("the `small' one's", "the ‘small’ one's"),
        ("benchmarksx2014removing errors", "benchmarks—removing errors"),
        ("1024x2048 images, Alex2012, index2018", "1024x2048 images, Alex2012, index2018"),
        (r"done\u2014well &mdash; AT&amp;T", "done—well — AT&T"),
        (r"per image.\nWe use \nabla f", "per image. We use ∇ f"),
        (r"\emph{a \textbf{b} $x_{1}$} and {\em c}", "a b $x_{1}$ and c"),
        (r"A \emphpreference relation", "A preference relation"),
        (r"literature~\cite{ando} at \url{http://a.b/c_d}", "literature [ando] at http://a.b/c_d"),
        (r"95\% of \$5, i.e.\ all", "95% of $5, i.e. all"),
        (r"\alpha-mixing, \ell_1, 3\texttimes 4", "α-mixing, ℓ_1, 3× 4"),
        ("technique---called -- so", "technique—called – so"),
        ("<jats:p>In <i>E. coli</i></jats:p>", "In E. coli"),
        ("p </s> or <object> with a < b > c", "p </s> or <object> with a < b > c"),
        ("a\u200bb\u202ec\U000e0041d\x00\r\n  e", "abcd e"),
        ("e\u0301", "é"),
        ("a personâ\x80\x99s â€œviewâ€\x9d â€“ but â", "a person’s “view” – but â"),
    ],
)
def test_oddities_are_mended(written: str, shown: str) -> None:
    assert mended(written) == shown


@pytest.mark.parametrize(
    "formula",
    [r"$O(n^2)$", r"$\mathbb{R}^{m \times n}$", r"$$\nu_i \neq 0$$", r"\(\hat{x}\)", r"$f''(x)$"],
)
def test_math_stays_as_written(formula: str) -> None:
    assert mended(rf"\emph{{so}} {formula} holds") == f"so {formula} holds"


def test_dollars_of_money_are_no_math() -> None:
    assert mended(r"from $5 \emph{to} $7 each") == "from $5 to $7 each"


def test_braces_of_bibtex_go_only_when_asked() -> None:
    assert mended("{BERT}: {P}re $x_{1}$", braces=True) == "BERT: Pre $x_{1}$"
    assert mended("the set {0, 1}") == "the set {0, 1}"


@given(st.text(alphabet=st.sampled_from("ab {}\\$`'\"^~-&;x2014n<>/\n\u200b"), max_size=60))
def test_no_letter_is_invented(text: str) -> None:
    assert {c for c in mended(text) if c.isascii() and c.isalpha()} <= set(text + "x")
    assert mended(text) == " ".join(mended(text).split())
