"""What readers may not see leaves no trace in a search: no result, count, suggestion, correction or piece of text."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import PageViewRestriction

from blog.models import Author, Category, Series, Topic
from home.bootstrap import Trees
from tests.factories import make_article, paragraph

WORD = "카나리아섬"  # stands in hidden pages only
MISSPELT = "카나리어섬"


def _draft(place: Any, **fields: Any) -> Any:
    return make_article(place, live=False, **fields)


def _scheduled(place: Any, **fields: Any) -> Any:
    article = make_article(place, live=False, **fields)
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision().publish()
    return article


def _expired(place: Any, **fields: Any) -> Any:
    """Nobody has run publish_scheduled yet."""
    article = make_article(place, **fields)
    article.expire_at = timezone.now() - timedelta(minutes=1)
    article.save()
    return article


def _unpublished(place: Any, **fields: Any) -> Any:
    article = make_article(place, **fields)
    article.unpublish()
    return article


def _restricted(kind: str, **restriction: Any) -> Callable[..., Any]:
    def make(place: Any, **fields: Any) -> Any:
        article = make_article(place, **fields)
        rule = PageViewRestriction.objects.create(page=article, restriction_type=kind, **restriction)
        if kind == PageViewRestriction.GROUPS:
            rule.groups.add(Group.objects.create(name="friends"))
        return article

    return make


HIDDEN = {
    "draft": _draft,
    "scheduled": _scheduled,
    "expired": _expired,
    "unpublished": _unpublished,
    "login": _restricted(PageViewRestriction.LOGIN),
    "password": _restricted(PageViewRestriction.PASSWORD, password="open sesame"),
    "groups": _restricted(PageViewRestriction.GROUPS),
}


@pytest.fixture(params=HIDDEN)
def hide(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Every way in which a page is hidden."""
    return HIDDEN[request.param]


def _asked(client: Client, query: str, address: str = "/search/", **chosen: str) -> tuple[Any, str]:
    response = client.get(address, {"q": query, **chosen})
    return response.context, response.content.decode().replace(escape(query), "").replace(query, "")


def test_a_hidden_page_is_no_result_and_counts_nowhere(trees: Trees, client: Client, hide):
    place = trees.lists["ko"]
    author = Author.objects.create(name="도요새 글쓴이", slug="author", locale=place.locale)
    groups = {
        kind: model.objects.create(name="도요새", slug="group", locale=place.locale)
        for kind, model in (("category", Category), ("topic", Topic))
    }
    hidden = hide(place, title=f"{WORD} 이야기", body=[paragraph(f"물때와 {WORD}")])
    hidden.article_topics.create(topic=groups["topic"])
    hidden.article_categories.create(category=groups["category"])
    hidden.article_authors.create(author=author)
    hidden.save()
    make_article(place, title="물때", body=[paragraph("밀물과 썰물")])
    for query in (
        WORD,
        f'"{WORD}"',
        f"물때 {WORD}",
        f"제목:{WORD}",
        "주제:도요새",
        "분류:도요새",
        "글쓴이:도요새",
        "도요새",
    ):
        context, html = _asked(client, query)
        assert hidden.pk not in {page.pk for page in context["answer"].pages}, query
        assert WORD not in html, query
    assert _asked(client, WORD)[0]["answer"].pages == ()
    assert _asked(client, "물때")[0]["answer"].whole == 1
    assert {choice.value for choice in _asked(client, "물때")[0]["choices"]}.isdisjoint({"group"})
    for limits in ({"topic": "group"}, {"category": "group"}, {"year": str(timezone.now().year)}):
        assert hidden.pk not in {page.pk for page in _asked(client, "물때", **limits)[0]["answer"].pages}


def test_no_correction_says_a_word_of_a_hidden_page(trees: Trees, client: Client, hide):
    hide(trees.lists["ko"], title=f"{WORD}", body=[paragraph(f"{WORD} kanarienvogel")])
    make_article(trees.lists["ko"], title="새", body=[paragraph("카나 나리 리아 아섬 물때")])
    for query in (MISSPELT, f"물때 {MISSPELT}", "kanarienvogl", WORD[:-1], f"{WORD[:-1]} 물때"):
        context, html = _asked(client, query)
        assert WORD not in html, query
        assert "kanarienvogel" not in html, query
        assert WORD not in context["answer"].said, query


def test_a_correction_comes_from_what_readers_see_although_a_hidden_word_is_more_alike(
    trees: Trees, client: Client, hide
):
    hide(trees.lists["ko"], title="클라우도", body=[paragraph("클라우도 클라우도")])
    make_article(trees.lists["ko"], title="클라우드 요금")
    context, _html = _asked(client, "클라우두")
    assert [page.title for page in context["answer"].pages] == ["클라우드 요금"]
    assert context["answer"].said == "클라우드"


def test_a_word_of_a_hidden_page_does_not_keep_a_reader_from_being_helped(trees: Trees, client: Client, hide):
    make_article(trees.lists["ko"], title="쿠버네티스 요금")
    plain = _asked(client, "쿠버내티스 요금")[0]
    hide(trees.lists["ko"], title="쿠버내티스")
    helped = _asked(client, "쿠버내티스 요금")[0]
    assert plain["answer"].said == helped["answer"].said == "쿠버네티스 요금"
    assert [page.title for page in helped["answer"].pages] == ["쿠버네티스 요금"]


def test_nothing_hidden_is_suggested_or_counted_in_the_other_language(trees: Trees, client: Client, hide):
    place = trees.lists["ko"]
    topic = Topic.objects.create(name=f"{WORD} 주제", slug="t", locale=place.locale)
    series = Series.objects.create(title=f"{WORD} 연재", slug="s", locale=place.locale)
    hidden = hide(place, title=f"{WORD} 글")
    hidden.article_topics.create(topic=topic)
    hidden.article_series.create(series=series)
    hidden.save()
    titles = [each["title"] for each in client.get("/search/suggest/", {"q": "카나리"}).json()["suggestions"]]
    assert f"{WORD} 글" not in titles
    context, html = _asked(client, WORD, "/en/search/")
    assert context["elsewhere"] is None
    assert WORD not in html


def test_a_page_below_a_private_section_is_hidden_too(trees: Trees, client: Client):
    make_article(trees.lists["ko"], title=WORD, body=[paragraph("물때")])
    PageViewRestriction.objects.create(page=trees.lists["ko"], restriction_type=PageViewRestriction.LOGIN)
    for query in (WORD, "물때", MISSPELT):
        context, html = _asked(client, query)
        assert context["answer"].pages == ()
        assert WORD not in html


def test_what_is_changed_and_not_yet_published_is_not_found(trees: Trees, client: Client):
    article = make_article(trees.lists["ko"], title="물때", body=[paragraph("밀물")])
    article.title = f"{WORD} 물때"
    article.body = type(article).body.field.stream_block.to_python([paragraph(f"밀물과 {WORD}")])
    article.save_revision()
    context, html = _asked(client, WORD)
    assert context["answer"].pages == ()
    context, html = _asked(client, "물때")
    assert [page.title for page in context["answer"].pages] == ["물때"]
    assert WORD not in html
    assert WORD not in _asked(client, MISSPELT)[1]
