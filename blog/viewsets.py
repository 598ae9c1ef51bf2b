"""The lists of authors, categories, topics, series and disclaimers in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.models import Author, Category, Disclaimer, Series, Topic
from blog.translation.snippets import OneLanguageAtATime


class AuthorViewSet(OneLanguageAtATime, SnippetViewSet):
    """Authors."""

    model = Author
    icon = "user"
    list_display = ["name", "role"]


class CategoryViewSet(OneLanguageAtATime, SnippetViewSet):
    """Categories."""

    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "slug"]


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


class BlogViewSetGroup(SnippetViewSetGroup):
    """One menu entry for all that articles refer to."""

    menu_label = _("Blog")
    menu_name = "blog"
    menu_icon = "edit"
    menu_order = 150
    items = (AuthorViewSet, CategoryViewSet, TopicViewSet, SeriesViewSet, DisclaimerViewSet)
