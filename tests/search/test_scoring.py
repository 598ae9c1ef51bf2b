"""How well a text answers a query, computed from the words of the index."""

from typing import Any

import pytest

from search import scoring
from search.analysis import units


@pytest.mark.parametrize(
    "text",
    [
        "zzt 물때 표 zzlko zzs 물때 바다 zzb 물때 그리 바다 물때표 나 바다 zzz 물때 때표",
        "zzb 바다 물때",
        "물때",
        "zzb 나 zzz 물때",
        "",
    ],
)
def test_both_ways_of_reading_a_text_find_the_same(text: str, monkeypatch) -> None:
    asked = scoring.question(units("물때 바다"), {})
    few: Any = scoring.read(asked, text)
    monkeypatch.setattr(scoring, "_FEW", 0)
    many: Any = scoring.read(asked, text)
    assert (few.times, few.present, few.adjacent, few.length) == (many.times, many.present, many.adjacent, many.length)
