"""What authors get wrong above their text: every slip is one sentence with the name of the file."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from blog.importers.article import ImportFileError, Person, SeriesPlace, Term
from blog.importers.front import Front


def read(values: dict[str, Any]) -> None:
    front = Front(values, "oven/ko.md")
    for name in ("title", "slug", "summary", "cover", "disclaimer"):
        front.text(name)
    front.authors(), front.terms("category"), front.terms("topics"), front.series(), front.status()
    front.moment("date"), front.moment("updated"), front.switch("comments_open", default=True)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"title": ["a"]}, "“title” must be one text"),
        ({"title": False}, "“title” must be one text"),
        ({"slug": {"a": 1}}, "“slug” must be one text"),
        ({"cover": ["a.png"]}, "“cover” must be one text"),
        ({"authors": ["Ieum Seo"]}, "“Ieum Seo” is no slug"),
        ({"authors": [{"name": "x"}]}, "“authors” must be one text"),
        ({"category": {"slug": "kitchen"}}, "every entry of “category” needs a name"),
        ({"category": {"name": "부엌", "slug": "a b"}}, "“a b” is no slug"),
        ({"topics": [None]}, "every entry of “topics” needs a name"),
        ({"topics": [["a"]]}, "“topics” must be one text"),
        ({"topics": [True]}, "“topics” must be one text"),
        ({"series": "oven"}, "“series” needs a slug"),
        ({"series": {"position": 1}}, "“series” needs a slug"),
        ({"series": {"slug": "a/b"}}, "“a/b” is no slug"),
        ({"series": {"slug": "oven", "position": "x"}}, "“x” is no position"),
        ({"series": {"slug": "oven", "position": 0}}, "“0” is no position"),
        ({"series": {"slug": "oven", "position": 99_999}}, "“99999” is no position"),
        ({"series": {"slug": "oven", "position": True}}, "“True” is no position"),
        ({"status": ["draft"]}, "is no status"),
        ({"date": [1]}, "is no date"),
        ({"updated": "0001-01-01"}, "is no date"),
        ({"comments_open": "no"}, "“comments_open” is either true or false"),
    ],
)
def test_a_value_that_is_no_good_is_named_with_its_file(values: dict[str, Any], words: str) -> None:
    with translation.override("en"), pytest.raises(ImportFileError, match=r"^oven/ko\.md: ") as error:
        read(values)
    assert words in str(error.value)


def test_what_can_only_be_meant_as_text_is_text() -> None:
    front = Front({"title": 1984, "summary": date(2024, 2, 3), "topics": 2024, "authors": "nari"}, "ko.md")
    assert (front.text("title"), front.text("summary"), front.text("cover")) == ("1984", "2024-02-03", "")
    assert front.terms("topics") == (Term("2024", ""),)
    assert front.authors() == (Person("nari", "nari"),)


def test_a_place_in_a_series_is_the_first_unless_it_says_so() -> None:
    assert Front({"series": {"slug": "oven"}}, "ko.md").series() == SeriesPlace(Term("oven", "oven"), 1)
    assert Front({"series": {"slug": "oven", "title": "오븐", "position": "3"}}, "ko.md").series() == SeriesPlace(
        Term("오븐", "oven"), 3
    )


def test_nothing_said_is_nothing_wrong() -> None:
    read({})
    read(dict.fromkeys(("title", "authors", "category", "topics", "series", "date", "comments_open")))
