"""A changed cell or heading of a table keeps its old translation like any other text, although its place has a new
name."""

from typing import Any

import pytest
from wagtail.models import Locale
from wagtail_localize.operations import translate_object

from tests.factories import block

from .test_carrying import behind, edit, en, release, say, shown

__all__ = ["release"]


def table(*rows: tuple[str, str]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "도시"}, {"type": "text", "heading": "값"}]
    values = [{"values": [f"<p>{cell}</p>" for cell in row]} for row in rows]
    return {"columns": columns, "rows": values, "caption": "표 설명"}


ROWS = (("서울", "하나"), ("부산", "둘"), ("대구", "셋"))
CHANGES = [
    pytest.param("부산", "부산광역시", id="cell"),
    pytest.param("부산", "제주", id="cell that says something else"),
    pytest.param("도시", "지역", id="heading"),
    pytest.param("표 설명", "새 설명", id="caption"),
]


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_the_old_english_of_a_changed_text_stays_in_its_table_and_the_table_is_marked(
    write: Any, english: Locale, release: Any, old: str, new: str
) -> None:
    article = write("표", body=[block("table", table(*ROWS))])
    translate_object(article, [english])
    say(article)
    release(article)
    edit(article, (old, new))
    page = shown(release(article))
    texts = [each.get_text(strip=True) for each in page.select(".block-table :is(caption, th, td)")]
    assert texts == [en(text) for text in ("표 설명", "도시", "값", *(cell for row in ROWS for cell in row))]
    assert page.select(".stale-line + .block-table")
    say(article, **{new: en(new)})
    page = shown(release(article))
    assert en(new) in page.select_one(".block-table").get_text()  # type: ignore[union-attr]
    assert not page.select(".stale-line")


def test_a_row_that_is_put_in_or_moved_changes_no_other_row(write: Any, english: Locale, release: Any) -> None:
    first = block("table", table(*ROWS))
    article = write("표", body=[first])
    translate_object(article, [english])
    say(article)
    release(article)
    article.body = article.body.stream_block.to_python(
        [{**first, "value": table(ROWS[2], ("인천", "하나"), *ROWS[:2])}]
    )
    article.save()
    edit(article)
    page = shown(release(article, consent=True))
    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [[en(cell) for cell in ROWS[2]], ["인천", en("하나")], *([en(c) for c in row] for row in ROWS[:2])]
    assert behind(release(article, consent=True)) == 0
