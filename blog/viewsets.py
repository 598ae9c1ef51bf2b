"""Lists and forms of the admin: authors, categories, topics, series, disclaimers, terms and pictures."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from wagtail.admin.ui.tables import BooleanColumn, UpdatedAtColumn
from wagtail.images.forms import BaseImageForm
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.models import Author, Category, Disclaimer, Series, Topic
from blog.translation.board.menu import SUBMENU_HOOK
from blog.translation.models import Term
from blog.translation.snippets import OneLanguageAtATime
from search.models import SpellingGroup


class AuthorViewSet(OneLanguageAtATime, SnippetViewSet):
    """Authors."""

    model = Author
    icon = "user"
    list_display = ["name", "role"]


class CategoryViewSet(OneLanguageAtATime, SnippetViewSet):
    """Categories."""

    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "parent", "slug"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """In the order of the tree: every category right after the one above it."""
        return super().get_queryset(request).in_tree_order()


class TopicViewSet(OneLanguageAtATime, SnippetViewSet):
    """Topics."""

    model = Topic
    icon = "tag"
    list_display = ["name", "slug"]


class SeriesViewSet(OneLanguageAtATime, SnippetViewSet):
    """Series."""

    model = Series
    icon = "list-ol"
    list_display = ["title", "slug"]


class DisclaimerViewSet(OneLanguageAtATime, SnippetViewSet):
    """Disclaimers."""

    model = Disclaimer
    icon = "warning"
    list_display = ["name", "is_default", UpdatedAtColumn()]


class TermViewSet(SnippetViewSet):
    """The glossary. Searched letter by letter: whoever looks for 영역 finds 가용 영역 and 가용영역."""

    model = Term
    icon = "list-ul"
    menu_label = _("Glossary")
    menu_hook = SUBMENU_HOOK
    menu_order = 30
    list_display = [
        "korean",
        "english",
        BooleanColumn("do_not_translate", label=_("Not to be translated")),
        "updated_at",
    ]
    list_filter = ["do_not_translate", "case_sensitive"]
    search_fields = ["korean", "english", "forbidden", "note"]
    search_backend_name = None
    list_export = ["korean", "english", "note", "forbidden", "do_not_translate", "case_sensitive"]


class SpellingViewSet(SnippetViewSet):
    """Spellings that mean the same to whoever searches. Searched letter by letter."""

    model = SpellingGroup
    icon = "search"
    menu_label = _("Spellings")
    search_fields = ["spellings"]
    search_backend_name = None


class BlogViewSetGroup(SnippetViewSetGroup):
    """One menu entry for all that articles refer to."""

    menu_label = _("Blog")
    menu_name = "blog"
    menu_icon = "edit"
    menu_order = 150
    items = (
        AuthorViewSet,
        CategoryViewSet,
        TopicViewSet,
        SeriesViewSet,
        DisclaimerViewSet,
        SpellingViewSet,
    )


class PictureForm(BaseImageForm):
    """Wagtail's form for pictures, which refuses a file that cannot be decoded.

    Wagtail reads a picture's head only: a file that was cut off in the middle is stored, and every page that shows it
    answers 500; one that was cut off in its head answers 500 at once. Delete this when the contract test in
    tests/test_uploads.py says that Wagtail refuses both.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.check_image_pixel_size = partial(_check_decodable, field.check_image_pixel_size, field.error_messages)


def _check_decodable(check_size: Callable[[Any], None], messages: Mapping[str, Any], file: Any) -> None:
    try:
        check_size(file)
        file.seek(0)
        with PillowImage.open(file) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(messages["invalid_image"], code="invalid_image") from error
    finally:
        file.seek(0)
