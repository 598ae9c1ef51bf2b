"""What the translation editor may do when it is about to publish, to restart a translation or to make an alias.

It stands before wagtail-localize's own handling of the edit views of pages and snippets; it decides nothing itself but
asks `guards` and `publishing`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import DraftStateMixin, TranslatableMixin
from wagtail_localize.models import Translation

from blog.translation import guards
from blog.translation.adoption import keep_hand_edits
from blog.translation.direction import ReverseDirectionError, keep_one_direction
from blog.translation.progress import Piece, translation_of, unpublished_names
from blog.translation.publishing import AheadError, UntranslatedError, gaps_of, numbers_of, publish


@dataclass(frozen=True, slots=True)
class Gap:
    """A page or snippet that was not published, and what is missing in it."""

    instance: Any
    pieces: tuple[Piece, ...]


def refused(request: HttpRequest, why: str) -> HttpResponse:
    """Shows the reason on the page the user came from; never on the page that refused."""
    messages.error(request, why)
    target = get_valid_next_url_from_request(request)
    return redirect(target if target and target != request.path else reverse("wagtailadmin_home"))


def confirmation(request: HttpRequest, gaps: Sequence[Gap], keep: dict[str, str], *, back: str = "") -> HttpResponse:
    """Asks whether to publish with gaps. `keep` is what the first form said; the second adds "consent"."""
    untranslated, machine = numbers_of(piece for gap in gaps for piece in gap.pieces)
    context = {"gaps": gaps, "number": untranslated, "machine": machine, "keep": keep, "back": back or request.path}
    return TemplateResponse(request, "translation/confirm_publish.html", context)


def intercept(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Answers the requests of the editor that need a guard; None leaves the request to wagtail-localize.

    Whoever opens a running translation comes to the desk.
    """
    if not isinstance(instance, TranslatableMixin):
        return None
    if request.method in {"GET", "HEAD"}:
        translation = translation_of(instance)
        return redirect("translation:desk", translation.pk) if translation else None
    if request.method != "POST":
        return None
    if "localize-convert-to-alias" in request.POST:
        return refused(request, _("Pages of this site cannot be aliases of other pages."))
    if "localize-restart-translation" in request.POST:
        return _restart(request, instance)
    if request.POST.get("action") != "publish":
        return None
    translation = translation_of(instance)
    return publish_or_ask(request, translation, instance) if translation else None


def _restart(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Before a stopped translation runs again, what was written by hand meanwhile becomes its translation."""
    stopped = Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=False
    ).select_related("source", "target_locale")
    translation = stopped.first()
    if translation is None:
        return None
    if not guards.may_publish(request.user, instance):
        return refused(request, _("You may not publish “%(title)s”.") % {"title": instance})
    if why := guards.locked_because(request.user, instance):
        return refused(request, why)
    translation.enabled = True
    try:
        keep_one_direction(Translation, translation)
    except ReverseDirectionError as error:
        return refused(request, str(error))
    keep_hand_edits(translation, instance, user=request.user)
    return None


def publish_or_ask(
    request: HttpRequest, translation: Translation, instance: Any, *, back: str = "", keep: str = "action"
) -> HttpResponse:
    """Publishes for those who may; with gaps only after they were shown. Ends at `back`.

    `keep` names the field of the form that said "publish", which the question asks again.
    """
    back = back or request.path
    if why := guards.refuse_to_publish(request.user, translation):
        messages.error(request, why)
        return redirect(back)
    pieces = gaps_of(translation)
    if pieces and "consent" not in request.POST:
        return confirmation(request, [Gap(instance, pieces)], {keep: "publish"}, back=back)
    try:
        missing = publish(translation, user=request.user, consent=True)
    except AheadError as refusal:
        messages.error(request, str(refusal))
    except ValidationError:
        why = _("“%(title)s” was not published: some translations are not valid; they are marked.")
        messages.error(request, why % {"title": instance})
    else:
        names = publish_names(request.user, translation)
        instance.refresh_from_db()
        _report(request, instance, translation, missing)
        if names:
            messages.info(request, _("Published with it: %(names)s") % {"names": ", ".join(names)})
    return redirect(back)


def publish_names(user: Any, translation: Translation) -> list[str]:
    """What an article points at goes out with it, once it is translated: who asked about the article knows no other
    desk. Says what that was.

    What this user may not publish, and what cannot be built, stays as it is.
    """
    published = []
    for name in unpublished_names(translation):
        if not guards.refuse_to_publish(user, name):
            with suppress(ValidationError, ObjectDoesNotExist, UntranslatedError):
                publish(name, user=user)
                published.append(str(name.get_target_instance()))
    return published


def _goes_live_later(instance: Any) -> str:
    """When what has just been approved goes live; "" when it has."""
    time = instance.go_live_at if isinstance(instance, DraftStateMixin) else None
    return date_format(localtime(time), "DATETIME_FORMAT") if time and time > now() else ""


def _report(request: HttpRequest, instance: Any, translation: Translation, missing: int) -> None:
    names = {"title": instance, "language": translation.target_locale.get_display_name(), "number": missing}
    if time := _goes_live_later(instance):
        text = _("“%(title)s” in %(language)s was not published yet: it goes live on %(time)s.")
        messages.success(request, text % {**names, "time": time})
        return
    if not missing:
        messages.success(request, _("Published “%(title)s” in %(language)s.") % names)
        return
    text = ngettext(
        "Published “%(title)s” in %(language)s; %(number)d piece is still in the original language.",
        "Published “%(title)s” in %(language)s; %(number)d pieces are still in the original language.",
        missing,
    )
    messages.warning(request, text % names)
