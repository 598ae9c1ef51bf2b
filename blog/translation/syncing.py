"""A translated original that was published is read again in the background, so that nobody has to press a button.

What readers see of the translation is not touched. Who is told that there is something to do is `notices`'s.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_serializable_data_for_fields
from wagtail.models import DraftStateMixin, Page, TranslatableMixin
from wagtail.signals import published
from wagtail_localize.models import StringSegment, TranslationSource

from blog.translation import notices
from blog.translation.fingerprints import places
from blog.translation.jobs import ItemError, ask_for, kind_of_job
from blog.translation.models import Job, JobItem

KIND: Final = "sync"
KEPT: Final = timedelta(days=30)

# What publishing changes in the stored form of a page or snippet although nobody wrote anything.
_BOOKKEEPING: Final = frozenset(
    {
        "draft_title",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "path",
    }
)


def connect() -> None:
    """Watches publications of whatever has drafts, and changes of the snippets that have none."""
    published.connect(ask_after_publication, dispatch_uid="translation.ask_after_publication")
    for model in apps.get_models():
        if _is_public_when_saved(model):
            name = f"translation.ask_after_change.{model.__name__}"
            post_save.connect(ask_after_change, sender=model, dispatch_uid=name)


def _is_public_when_saved(model: Any) -> bool:
    """Whether it is translated by itself and has no drafts; what belongs to a page is published with that."""
    belongs = any(isinstance(field, ParentalKey) for field in model._meta.get_fields())
    return issubclass(model, TranslatableMixin) and not issubclass(model, Page | DraftStateMixin) and not belongs


def ask_after_publication(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """A page or snippet is live with another text than before, maybe."""
    ask_for_sync(instance)


def ask_after_change(sender: type[Any], instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A snippet without drafts is public as soon as it is saved."""
    if not raw:
        ask_for_sync(instance)


@transaction.atomic
def ask_for_sync(instance: Any) -> None:
    """Puts a translated original in line to be read again, once. One query for what is not translated.

    The row in line is locked: the worker that is about to take it waits until what was published is committed.
    """
    if not isinstance(instance, TranslatableMixin):
        return
    sources = TranslationSource.objects.filter(object_id=instance.translation_key, locale_id=instance.locale_id)
    source = sources.filter(translations__enabled=True).values_list("pk", flat=True).first()
    in_line = JobItem.objects.filter(job__kind=KIND, state=JobItem.State.WAITING)
    if source is None or in_line.filter(target=source).select_for_update(of=("self",)).first():
        return
    if others := in_line.order_by("-pk").first():
        JobItem.objects.create(job_id=others.job_id, target=source, label=str(instance)[:255])
    else:
        ask_for(KIND, [(source, str(instance))])


@kind_of_job(KIND, gettext_lazy("Reading changed originals again"))
def sync(item: JobItem) -> str:
    """Reads one original again and tells those who translate it."""
    source = TranslationSource.objects.select_related("locale", "specific_content_type").filter(pk=item.target).first()
    if source is None:
        raise ItemError(_("The original does not exist any more."))
    _forget_old_jobs()
    with transaction.atomic():
        translations = list(source.translations.filter(enabled=True))
        done_before = notices.current_ones(translations)
        if read_again(source):
            notices.tell(translations, done_before)
    return ""


def read_again(source: TranslationSource) -> bool:
    """Brings the strings of a published original up to date; whether there is anything new to translate or take away.

    Where nobody wrote anything, only dates and numbers of the snapshot change. Raises ItemError without an original.
    """
    try:
        instance = source.get_source_instance()
    except ObjectDoesNotExist as gone:
        raise ItemError(_("The original does not exist any more.")) from gone
    if not getattr(instance, "live", True):
        return False
    before, now = json.loads(source.content_json), json.loads(_serialised(instance))
    if _written(before) == _written(now) and not source.schema_out_of_date():
        source.content_json, source.last_updated_at = json.dumps(now), timezone.now()
        source.save(update_fields=["content_json", "last_updated_at"])
        return False
    strings = _strings(source)
    source.update_from_db()
    return strings != _strings(source) or _said(before) != _said(now)


def _serialised(instance: Any) -> str:
    """As `TranslationSource.update_from_db` keeps it."""
    if isinstance(instance, ClusterableModel):
        return str(instance.to_json())
    return json.dumps(get_serializable_data_for_fields(instance), cls=DjangoJSONEncoder)


def _written(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _BOOKKEEPING}


def _said(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What readers would notice, wherever it stands."""
    return {(place.id, text.digest) for place in places(content) for text in place.texts}


def _forget_old_jobs() -> None:
    """Reading again is asked for with every publication; nobody looks for it after a month."""
    unfinished = JobItem.objects.filter(state__in=[JobItem.State.WAITING, JobItem.State.RUNNING]).values("job_id")
    Job.objects.filter(kind=KIND, created_at__lt=timezone.now() - KEPT).exclude(pk__in=unfinished).delete()


def _strings(source: TranslationSource) -> set[tuple[int, int]]:
    return set(StringSegment.objects.filter(source=source).values_list("string_id", "context_id"))
