"""A site whose translators have work: thousands of articles, half of them in translation, written into the tables.

It knows what wagtail-localize stores and the numbers that lists show, and no strings.
"""

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import TranslatableObject, Translation, TranslationSource

from blog.models import ArticlePage
from blog.translation.models import Assignment, TranslationStatus, Wish
from home.bootstrap import Trees
from tests.crowd import crowd


def translated_crowd(trees: Trees, number: int) -> list[int]:
    """Korean articles; half of them are being translated and have their numbers, a task and a request."""
    english = Locale.objects.get(language_code="en")
    korean = crowd(trees.lists["ko"], number)
    keys = list(ArticlePage.objects.filter(pk__in=korean).order_by("pk").values_list("translation_key", flat=True))
    half = keys[: number // 2]
    crowd(trees.lists["en"], len(half), half)
    base, kind = ContentType.objects.get_for_model(Page), ContentType.objects.get_for_model(ArticlePage)
    objects = [TranslatableObject(translation_key=key, content_type=base) for key in half]
    TranslatableObject.objects.bulk_create(objects)
    sources = TranslationSource.objects.bulk_create(
        TranslationSource(
            object=each,
            specific_content_type=kind,
            locale=trees.lists["ko"].locale,
            object_repr="많은 글",
            content_json="{}",
            last_updated_at=timezone.now(),
        )
        for each in objects
    )
    found = Translation.objects.bulk_create(Translation(source=each, target_locale=english) for each in sources)
    TranslationStatus.objects.bulk_create(
        TranslationStatus(translation=each, total=9, translated=9, behind=place % 4, words=place, published=True)
        for place, each in enumerate(found)
    )
    Assignment.objects.bulk_create(Assignment(translation_key=key, locale=english) for key in half)
    Wish.objects.bulk_create(
        Wish(translation_key=key, locale=english, day=timezone.localdate(), number=1) for key in keys
    )
    return korean
