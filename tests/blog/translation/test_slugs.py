"""English addresses: proposed once, then they stay."""

from typing import Any

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from blog.models import ArticlePage, Category
from blog.translation.publishing import publish
from blog.translation.slugs import proposal


def slug_of(article: ArticlePage) -> str | None:
    translations = StringTranslation.objects.filter(context__object_id=article.translation_key, context__path="slug")
    return translations.values_list("data", flat=True).order_by("-pk").first()


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Five years on AWS", "five-years-on-aws"),
        ("Q&amp;A is no entity here", "qampa-is-no-entity-here"),
        ("한국어만", ""),
        ("Bold — and “quoted”", "bold-and-quoted"),
        (" ".join(["word"] * 30), "-".join(["word"] * 12)),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_title_proposes_a_slug(title: str, slug: str) -> None:
    assert proposal(title, "en") == slug


def test_korean_titles_propose_hangul_for_korean_addresses() -> None:
    assert proposal("글 하나", "ko") == "글-하나"


def test_the_first_translated_title_proposes_the_slug_and_later_titles_do_not_move_it(
    write: Any, submit: Any, translate: Any
) -> None:
    article = write()
    submit(article)
    translate(article, only=("title",), title="Q&amp;A in the clouds")
    assert slug_of(article) == "qa-in-the-clouds"
    translate(article, only=("title",), title="Another title")
    assert slug_of(article) == "qa-in-the-clouds"


def test_publishing_uses_the_slug_and_publishing_again_keeps_it(
    complete: Any, translate: Any, django_capture_on_commit_callbacks: Any
) -> None:
    article, target, translation = complete
    for title in ("A text above the clouds", "A later title"):
        translate(article, only=("title",), title=title)
        with django_capture_on_commit_callbacks(execute=True):
            publish(translation, user=None)
        page = ArticlePage.objects.get(pk=target.pk)
        assert (page.title, page.slug) == (title, "a-text-above-the-clouds")
        assert page.url == "/en/blog/a-text-above-the-clouds/"


def test_translators_may_set_their_own_slug(write: Any, submit: Any, translate: Any) -> None:
    article = write()
    submit(article)
    translate(article, only=("slug",), slug="my-own")
    translate(article, only=("title",), title="Something else")
    assert slug_of(article) == "my-own"


def test_a_new_slug_of_the_original_does_not_move_the_translation(complete: Any) -> None:
    article, target, translation = complete
    article.slug = "새-주소"
    article.save_revision().publish()
    translation.source.update_from_db()
    translation.save_target(publish=False)
    assert ArticlePage.objects.get(pk=target.pk).get_latest_revision_as_object().slug == "a-text-above-the-clouds"
    assert translation.get_progress() == (3, 3)


def test_an_unusable_title_proposes_nothing(write: Any, submit: Any, translate: Any) -> None:
    article = write()
    submit(article)
    translate(article, only=("title",), title="<p>Not allowed</p>")
    assert slug_of(article) is None


def test_names_of_snippets_propose_slugs_too(submit: Any, translate: Any, belongings: Any, english: Locale) -> None:
    from wagtail_localize.operations import translate_object

    category = belongings["category"]
    translate_object(category, [english])
    translation = translate(category, name="Development")
    publish(translation, user=None)
    assert Category.objects.get(locale=english).slug == "development"
