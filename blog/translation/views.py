"""wagtail-localize's views behind our guards, registered on the same addresses.

Each one asks `guards` or `publishing` first and then runs the original. Nothing is decided here.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale, Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import Translation, get_edit_url
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from blog.translation import guards
from blog.translation.editing import Gap, confirmation, refused
from blog.translation.publishing import AheadError, gaps_of, publish

View = Callable[..., HttpResponse]


def _translation(translation_id: int) -> Translation:
    """The translation, with its target in place; 404 otherwise."""
    rows = Translation.objects.select_related("source", "target_locale")
    translation = get_object_or_404(rows, pk=translation_id)
    try:
        translation.get_target_instance()
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return translation


def guarded_form(view: View, refuse: Callable[[Any, Translation], str]) -> View:
    """A view with `translation_id` that answers refusals with a message."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        if why := refuse(request.user, _translation(translation_id)):
            return refused(request, why)
        return view(request, translation_id=translation_id, **kwargs)

    return guarded


def guarded_call(view: View, refuse: Callable[[Any, Translation], str], refuse_value: Callable[..., str]) -> View:
    """A view with `translation_id` that the editor's script calls: refusals are JSON with the reason.

    403 when the user may not, 400 when the value that was sent cannot be stored.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, translation_id: int, **kwargs: Any) -> HttpResponse:
        if why := refuse(request.user, _translation(translation_id)):
            return JsonResponse({"detail": why}, status=403)
        if request.method == "PUT" and (why := refuse_value(_sent(request), **kwargs)):
            return JsonResponse({"detail": why}, status=400)
        return view(request, translation_id=translation_id, **kwargs)

    return guarded


def _sent(request: HttpRequest) -> str | None:
    """The value as the guarded view will read it: the editor's script sends a multipart form. None without a value."""
    if not request.body:  # reading it here keeps it for the view, which parses it again
        return None
    try:
        value = Request(request, parsers=[MultiPartParser(), FormParser()]).data.get("value")
    except (APIException, UnicodeError, ValueError):
        return None
    return value if isinstance(value, str) else None


def readable(user: Any, translation: Translation) -> str:
    """Previews: for those who may edit the target, locked or not."""
    return "" if guards.may_edit(user, translation.get_target_instance()) else _("You may not see this translation.")


def choose_below(request: HttpRequest, parent_page_id: int) -> HttpResponse:
    """Wagtail's chooser inside a page, for those who may read that page: its title stands above the list."""
    _require_readable(request, [parent_page_id])
    return BrowseView.as_view()(request, parent_page_id=parent_page_id)


def choose_these(request: HttpRequest) -> HttpResponse:
    """Wagtail's answer with the titles of the chosen pages, which names no page that the user may not read."""
    _require_readable(request, [int(pk) for pk in request.GET.getlist("id") if pk.isdecimal()])
    return ChosenMultipleView.as_view()(request)


def _require_readable(request: HttpRequest, primary_keys: list[int]) -> None:
    for page in Page.objects.filter(pk__in=primary_keys).specific():
        if not guards.may_read(request.user, page):
            raise Http404


def no_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Aliases would show Korean text under /en/: a page without a translation has no address there."""
    return refused(request, _("Pages of this site cannot be aliases of other pages."))


class Submitting:
    """What submitting pages and snippets have in common."""

    object: Any
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses drafts of others, and translations of translations."""
        if why := guards.refuse_to_submit(request.user, self.get_object()):  # type: ignore[attr-defined]
            return refused(request, why)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_form(self) -> Any:
        """Offers only languages that the user may have it made in, and the pages below only to their editors."""
        form = super().get_form()  # type: ignore[misc]
        locales = form.fields["locales"]
        allowed = [each.pk for each in locales.queryset if guards.may_submit_into(self.request.user, self.object, each)]
        locales.queryset = Locale.objects.filter(pk__in=allowed)
        if len(allowed) == 1:
            locales.initial = allowed
        if not guards.may_edit(self.request.user, self.object):
            form.fields["include_subtree"].disabled = True
            form.fields["include_subtree"].widget = HiddenInput()
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        """As upstream, and back to the list for those who asked for a translation that others will write."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        target = self.object.get_translation_or_none(form.cleaned_data["locales"][0])
        if target is not None and not guards.may_edit(self.request.user, target):
            return redirect(get_valid_next_url_from_request(self.request) or get_edit_url(self.object))
        return response


class SubmitPage(Submitting, SubmitPageTranslationView):
    """Submits a page."""


class SubmitSnippet(Submitting, SubmitSnippetTranslationView):
    """Submits a snippet."""


class UpdateTranslations(UpdateTranslationsView):
    """Brings changes of the original to its translations, and publishes them when nothing is missing."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuses what the user may not do to each of the translations."""
        if why := self.refusal():
            return refused(request, why)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def refusal(self) -> str:
        """Reading the original again needs the right to edit it or every translation; the rest needs more."""
        source = self.get_object()
        user, data = self.request.user, self.request.POST
        translations = list(source.translations.filter(enabled=True).select_related("source", "target_locale"))
        if data.get("publish_translations"):
            return next(filter(None, (guards.refuse_to_publish(user, each) for each in translations)), "")
        if guards.may_edit(user, source.get_source_instance()):
            return ""
        return next(filter(None, (readable(user, each) for each in translations)), "")

    def form_valid(self, form: Any) -> HttpResponse:
        """Updates always; publishes what is complete, and asks about the rest."""
        gaps = self.update(form)
        if gaps:
            keep = {"publish_translations": "on", "next": get_valid_next_url_from_request(self.request)}
            return confirmation(self.request, gaps, keep)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())

    @transaction.atomic
    def update(self, form: Any) -> list[Gap]:
        """Returns the translations that were not published because pieces are missing."""
        self.object.update_from_db()
        translations = self.object.translations.filter(enabled=True).select_related("source", "target_locale")
        if form.cleaned_data["publish_translations"]:
            gaps = self.publish_all(translations)
        else:
            gaps = []
            for translation in translations:
                translation.source.update_target_view_restrictions(translation.target_locale)
        self.components.save(self.object, sources_and_translations={self.object: list(translations)})
        return gaps

    def publish_all(self, translations: Iterable[Translation]) -> list[Gap]:
        """Publishes each; the incomplete ones only with consent."""
        gaps: list[Gap] = []
        for translation in translations:
            pieces = gaps_of(translation)
            if pieces and "consent" not in self.request.POST:
                gaps.append(Gap(translation.get_target_instance(), pieces))
                continue
            try:
                publish(translation, user=self.request.user, consent=True)
            except AheadError as refusal:
                messages.error(self.request, str(refusal))
            except ValidationError as error:
                messages.error(self.request, " ".join(error.messages))
        return gaps


class TranslationsReport(TranslationsReportView):
    """The report, without translations that are none of the user's business."""

    def get_queryset(self) -> QuerySet[Translation]:
        """Those whose original or translation the user may edit."""
        rows: QuerySet[Translation] = super().get_queryset()
        visible = guards.visible_translations(self.request.user).values("pk")
        return rows.filter(pk__in=visible).order_by("-source__last_updated_at", "-pk")


class SnippetsApi(SnippetViewSet):
    """Names of snippets for the editor's choosers, for users who may work with that model, in their languages."""

    def get_queryset(self) -> Any:
        """Nothing without a permission on the model."""
        model = self.get_model()
        if not policy_registry.get_by_type(model).user_has_any_permission(
            self.request.user, {"add", "change", "delete", "view"}
        ):
            raise PermissionDenied
        rows = super().get_queryset()
        return rows.filter(locale_id__in=guards.locales_of(self.request.user)) if hasattr(model, "locale") else rows
