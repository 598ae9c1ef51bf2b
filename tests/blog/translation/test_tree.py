"""A tree of categories has one shape in every language."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale

from blog.models import ArticleCategory, Category
from blog.translation.adoption import Version, adopt, adopt_fields
from home.bootstrap import Trees
from tests.factories import make_article


@pytest.fixture
def korean(trees: Trees) -> Locale:
    return trees.homes["ko"].locale


def category(slug: str, locale: Locale, parent: Category | None = None) -> Category:
    made = Category(name=f"분류 {slug}", slug=slug, locale=locale, parent=parent)
    made.full_clean(exclude=["translation_key"])
    made.save()
    return made


def english(original: Category) -> Category:
    return original.get_translation(Locale.objects.get(language_code="en"))


def test_an_article_brings_its_category_and_all_above_it_into_the_other_language(trees: Trees, korean: Locale):
    top = category("top", korean)
    middle = category("middle", korean, top)
    leaf = category("leaf", korean, middle)
    article = make_article(trees.lists["ko"])
    ArticleCategory.objects.create(page=article, category=leaf, locale=korean)
    target = adopt(article, Version({"title": "An article"}), publish=True, consent=True).target
    assert target.categories == [english(leaf)]
    assert [above.locale.language_code for above in english(leaf).ancestors] == ["en", "en"]
    assert english(leaf).ancestors == [english(middle), english(top)]
    assert target.categories[0].ancestors == [english(middle), english(top)]


def test_a_category_that_moves_takes_its_translation_along(korean: Locale):
    first, second = category("first", korean), category("second", korean)
    moving = category("moving", korean, first)
    for each in (first, second, moving):
        adopt_fields(each, {"name": f"English {each.slug}"})
    assert english(moving).parent == english(first)
    moving.parent = second
    moving.save()
    assert english(moving).parent == english(second)
    adopt_fields(Category.objects.get(pk=moving.pk), {"name": "Renamed"})
    assert english(moving).parent == english(second)
    moving.parent = None
    moving.save()
    assert english(moving).parent is None


def test_a_translation_without_a_translated_parent_waits_for_it(korean: Locale):
    top = category("top", korean)
    leaf = category("leaf", korean)
    adopt_fields(leaf, {"name": "Leaf"})
    leaf.parent = top
    leaf.save()
    assert english(leaf).parent is None
    adopt_fields(top, {"name": "Top"})
    assert english(leaf).parent == english(top)


def test_no_category_stands_below_itself(korean: Locale):
    top = category("top", korean)
    middle = category("middle", korean, top)
    leaf = category("leaf", korean, middle)
    for parent in (top, middle, leaf):
        top.parent = parent
        with pytest.raises(ValidationError, match="자기 자신"):
            top.full_clean(exclude=["translation_key"])


def test_there_is_no_fourth_level_neither_above_nor_below(korean: Locale):
    top = category("top", korean)
    leaf = category("leaf", korean, category("middle", korean, top))
    with pytest.raises(ValidationError, match="세 단계"):
        category("too-deep", korean, leaf)
    top.parent = category("another", korean)
    with pytest.raises(ValidationError, match="세 단계"):
        top.full_clean(exclude=["translation_key"])


def test_a_category_stays_in_its_language(trees: Trees, korean: Locale):
    with pytest.raises(ValidationError, match="같은 언어"):
        category("english", trees.homes["en"].locale, category("korean", korean))


def test_a_circle_that_came_from_outside_hangs_nothing(korean: Locale):
    one = category("one", korean)
    two = category("two", korean, one)
    Category.objects.filter(pk=one.pk).update(parent=two)
    assert Category.objects.get(pk=one.pk).ancestors == [two]


def test_what_stands_below_a_deleted_category_moves_to_the_top(korean: Locale):
    top = category("top", korean)
    leaf = category("leaf", korean, top)
    top.delete()
    leaf.refresh_from_db()
    assert leaf.parent is None
