from __future__ import annotations

import pytest

from rag.domain import Scope
from rag.understand.venues import spellings, venues_in

VENUES = (
    "acl2021",
    "3dv2025",
    "NAACL 2021",
    "Nature",
    "Advances in Neural Information Processing Systems 35",
)
NEURIPS = "Neural Information Processing Systems"


@pytest.mark.parametrize(
    ("text", "left", "scope"),
    [
        ("ACL 2021 papers on drums", "papers on drums", Scope(2021, 2021, venues=("ACL",))),
        ("papers from ACL'21 on drums", "papers on drums", Scope(2021, 2021, venues=("ACL",))),
        ("only those from ACL", "only those", Scope(venues=("ACL",))),
        ("3DV 2025 on drums", "papers on drums", Scope(2025, 2025, venues=("3DV",))),
        ("drums at NeurIPS", "drums", Scope(venues=(NEURIPS,))),
        ("work in Nature on drums", "work on drums", Scope(venues=("Nature",))),
        ("work in nature on drums", "", Scope()),
        (
            "What did ACL have on drums?",
            "What did the papers have on drums?",
            Scope(venues=("ACL",)),
        ),
        ("How does ACL reconstruction work?", "", Scope()),
        ("papers from ICLR on drums", "", Scope()),
    ],
)
def test_a_venue_is_known_by_its_usual_name(text: str, left: str, scope: Scope) -> None:
    found = list(venues_in(text, VENUES))

    assert [named.scope for named in found] == ([scope] if left else [])
    for named in found:
        assert " ".join(text.replace(named.said, named.instead, 1).split()) == left


def test_one_name_is_not_part_of_another() -> None:
    assert spellings("ACL", ("NAACL 2021", "eacl2021")) == ()
    assert spellings("naacl", VENUES) == ("naacl",)
