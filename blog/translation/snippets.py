"""Snippets belong to a language: users see and change only those of the languages whose pages they may edit.

Wagtail's permission for snippets is one per model. This mixin for viewsets closes the gap for every view with a primary
key, for adding and for the list; it knows the page tree only through `guards`.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from wagtail.models import Locale

from blog.translation.guards import locales_of

View = Callable[..., HttpResponse]


class OneLanguageAtATime:
    """For SnippetViewSets of translatable models; stands before SnippetViewSet in the bases."""

    model: Any

    def get_urlpatterns(self) -> list[URLPattern]:
        """Wagtail's views, each behind the question whose language the snippet has."""
        patterns: list[URLPattern] = super().get_urlpatterns()  # type: ignore[misc]
        for pattern in patterns:
            pattern.callback = self.guarded(pattern.callback, adds=pattern.name == "add")
        return patterns

    def get_queryset(self, request: HttpRequest) -> Any:
        """The list holds the languages of the user."""
        chosen = super().get_queryset(request)  # type: ignore[misc]
        rows = self.model._default_manager.all() if chosen is None else chosen
        return rows.filter(locale_id__in=locales_of(request.user))

    def guarded(self, view: View, *, adds: bool) -> View:
        """A view that is refused for snippets of a language that is not the user's."""

        @functools.wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            locale_id = self.locale_in_question(request, kwargs.get("pk"), adds=adds)
            if locale_id is not None and locale_id not in locales_of(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded_view

    def locale_in_question(self, request: HttpRequest, pk: Any, *, adds: bool) -> int | None:
        """The language of the snippet in the address, or of the one to be added; None for lists."""
        if pk is not None:
            return int(get_object_or_404(self.model, pk=unquote(str(pk))).locale_id)
        if not adds:
            return None
        code = request.GET.get("locale")
        return int((get_object_or_404(Locale, language_code=code) if code else Locale.get_default()).pk)
