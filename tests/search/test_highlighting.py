"""The piece of a text around a match, in the letters of the original."""

from collections.abc import Sequence

import pytest

from search.analysis import units
from search.highlighting import LENGTH, Piece, marked, snippet

LONG = "앞에 오는 말이다. " * 60


def shown(pieces: Sequence[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in pieces)


def around(text: str, query: str) -> str:
    found = units(query)
    return shown(snippet([text], found, [[unit.surface, unit.stem] for unit in found]))


@pytest.mark.parametrize(
    ("text", "query", "piece"),
    [
        ("클라우드에서는 다르다", "클라우드", "[클라우드]에서는"),
        ("우리는 많이 배웠다.", "배우다", "[배웠]다"),
        ("We were deploying twice.", "deployed", "[deploying]"),
        ("C++의 소멸자", "c++", "[C++]의"),
        ("<script>경보</script>", "경보", "<script>[경보]</script>"),
    ],
)
def test_what_matched_is_marked_as_it_was_written(text: str, query: str, piece: str) -> None:
    assert piece in around(text, query)


def test_a_snippet_stands_where_most_of_the_words_are() -> None:
    text = f"경보. {LONG} 새벽의 경보는 거짓이었다. {LONG}"
    shown = around(text, "새벽 경보")
    assert "[새벽]의 [경보]는" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < LENGTH + 20


def test_a_text_without_the_words_has_no_snippet() -> None:
    assert snippet(["다른 글"], units("경보"), [["경보"]]) == ()
    assert snippet([], units("경보"), [["경보"]]) == ()


def test_a_title_is_marked_whole() -> None:
    assert shown(marked("클라우드 요금을 읽는 법", units("요금"), [["요금"]])) == "클라우드 [요금]을 읽는 법"


def test_words_that_a_text_is_known_not_to_hold_are_not_looked_for_in_other_forms() -> None:
    found = units("배우다")
    texts, spellings = ["우리는 많이 배웠다."], [[unit.surface] for unit in found]
    assert snippet(texts, found, spellings, indexed="zzb 배우") == snippet(texts, found, spellings)
    assert snippet(texts, found, spellings, indexed="zzb 우리") == ()


def test_the_best_stretch_is_found_among_very_many_matches() -> None:
    text = "경보 " * 2_000 + "새벽의 서버 " + "경보 " * 2_000
    found = units("경보 새벽 서버")
    assert "[새벽]의 [서버]" in shown(snippet([text], found, [[unit.surface] for unit in found]))
