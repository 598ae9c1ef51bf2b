"""The page where translations are taken out as files and brought back, and the report of what came of a file."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail_localize.models import Translation

from blog.translation.board.frames import frame
from blog.translation.exchange.documents import FileError
from blog.translation.exchange.files import FORMATS, LARGEST, file_of, read
from blog.translation.exchange.intake import take_in
from blog.translation.guards import locales_of, may_edit, visible_translations
from blog.translation.models import TranslationStatus
from blog.translation.progress import with_progress

MOST_TEXTS = 500


@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    """What can be taken out: the chosen translations, or everything that is not finished; and where files come back."""
    context = {
        **frame(_("Files for translators")),
        "chosen": chosen(request),
        "pending": pending(request.user).count(),
        "formats": FORMATS,
        "largest": LARGEST >> 20,
        "most": MOST_TEXTS,
    }
    return TemplateResponse(request, "translation/exchange/exchange.html", context)


@require_GET
def download(request: HttpRequest) -> HttpResponse:
    """A file with the chosen translations, or with everything that is not finished (`pending`)."""
    kind = FORMATS.get(request.GET.get("format", ""))
    if kind is None:
        raise Http404
    wanted = list(pending(request.user)[: MOST_TEXTS + 1]) if "pending" in request.GET else chosen(request)
    if not wanted or len(wanted) > MOST_TEXTS:
        why = _("Choose between 1 and %(number)d texts.") % {"number": MOST_TEXTS}
        messages.error(request, why)
        return redirect("translation:exchange")
    file = file_of(wanted, kind)
    disposition = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    return HttpResponse(file.content, file.media_type, headers={"Content-Disposition": disposition})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Stores what a file says and reports on every unit."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise FileError(_("No file was sent."))
        tool, documents = read(file.read(LARGEST + 1))
    except FileError as error:
        messages.error(request, str(error))
        return redirect("translation:exchange")
    reports = take_in(documents, user=request.user, tool=tool, replace="replace" in request.POST)
    context = {
        **frame(_("Files for translators"), _("What came of the file"), reverse("translation:exchange")),
        "reports": reports,
        "name": file.name,
    }
    return TemplateResponse(request, "translation/exchange/report.html", context)


def download_one(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The address at which wagtail-localize gives out its PO files leads to ours."""
    return redirect(f"{reverse('translation:download')}?format=po&translation={translation_id}")


def upload_one(request: HttpRequest, translation_id: int) -> HttpResponse:
    """wagtail-localize's way in overwrites without asking; ours says what came of every unit."""
    return redirect(f"{reverse('translation:exchange')}?translation={translation_id}")


def chosen(request: HttpRequest) -> list[Translation]:
    """The translations that the address names, without those that the user may not edit. 404 when none is left."""
    keys = [int(pk) for pk in request.GET.getlist("translation") if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    if not keys:
        return []
    found = [each for each in _writable(request.user).filter(pk__in=keys) if _is_writable(request.user, each)]
    if not found:
        raise Http404
    return found


def pending(user: Any) -> QuerySet[Translation]:
    """Every translation into a language of the user in which something is missing, or only drafted by a machine."""
    open_ones = TranslationStatus.objects.filter(machine__gt=0).values("translation_id")
    rows: QuerySet[Translation] = with_progress(_writable(user))
    return rows.filter(Q(done__lt=F("total")) | Q(pk__in=open_ones)).order_by("-source__last_updated_at", "pk")


def _writable(user: Any) -> QuerySet[Translation]:
    rows = visible_translations(user).filter(enabled=True, target_locale__in=locales_of(user))
    return rows.select_related("source__locale", "source__specific_content_type", "target_locale")


def _is_writable(user: Any, translation: Translation) -> bool:
    return may_edit(user, translation.get_target_instance())
