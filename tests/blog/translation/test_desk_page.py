"""The desk: what stands on the page, who may see it, and what opening it costs."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from wagtail_localize.models import Translation

from blog.models import ArticlePage
from blog.translation.saving import By, save
from blog.translation.segments import segments_of
from tests.factories import block


def begin(write: Any, submit: Any, *paragraphs: str, title: str = "구름") -> tuple[ArticlePage, Translation]:
    html = "".join(f"<p>{text}</p>" for text in paragraphs)
    article = write(title, body=[block("paragraph", html)])
    submit(article)
    return article, Translation.objects.select_related("source").get(source__object_id=article.translation_key)


def url_of(translation: Translation) -> str:
    return reverse("translation:desk", args=[translation.pk])


@pytest.mark.parametrize("number", [10, 60])
def test_opening_costs_the_same_for_few_pieces_and_for_many(
    write: Any, submit: Any, translator_client: Any, translator: User, django_assert_max_num_queries: Any, number: int
) -> None:
    _article, translation = begin(write, submit, *(f"문단 {each}" for each in range(number)))
    for each in segments_of(translation):
        save(translation, each.place, f"EN {each.string}", by=By(translator))
    translator_client.get(url_of(translation))
    with django_assert_max_num_queries(40) as asked:
        response = translator_client.get(url_of(translation))
    assert response.status_code == 200
    print(len(asked))
    for q in asked.captured_queries:
        print("  ", q["sql"][:150])
