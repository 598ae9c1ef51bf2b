"""The tree of categories has the same shape in every language: that of the original.

wagtail-localize gives a translated category the translated one above it when somebody synchronises it, and copies what
stood in the snapshot of its source. A tree is structure, not text, so nobody has to synchronise it here.
"""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_save

from blog.models import Category


def connect() -> None:
    """Watches categories in every language."""
    post_save.connect(align_trees, sender=Category, dispatch_uid="translation.align_trees")


def align_trees(sender: type[Category], raw: bool = False, **kwargs: Any) -> None:
    """Puts translated categories below the translation of what their originals stand below, if that is translated.

    Looks at all categories: there are few, and a save can concern those above and below it in every language.
    """
    if raw:
        return
    rows = list(
        Category.objects.order_by().values_list(
            "pk", "translation_key", "locale_id", "parent_id", "locale__language_code"
        )
    )
    keys = {pk: key for pk, key, *_rest in rows}
    here = {(key, locale): pk for pk, key, locale, *_rest in rows}
    originals = {key: keys.get(parent) for _pk, key, _locale, parent, code in rows if code == settings.LANGUAGE_CODE}
    for pk, key, locale, parent, code in rows:
        if code == settings.LANGUAGE_CODE or key not in originals:
            continue
        above = originals[key]
        wanted = here.get((above, locale)) if above else None
        if wanted != parent:
            Category.objects.filter(pk=pk).update(parent=wanted)
