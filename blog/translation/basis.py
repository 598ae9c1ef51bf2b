"""Keeps in mind what every published translation was built from, and compares it whenever the original changes.

It reacts to signals, so every road is covered: the editor, imports, schedules, code. What is said to readers about it
is in `freshness`.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import Signal
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Revision, get_page_models
from wagtail.signals import page_published
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationLog, TranslationSource

from blog.translation.carrying import carried_in, in_use, places_as_translated
from blog.translation.comparison import Comparison, compare, fit
from blog.translation.fingerprints import from_json, places, to_json
from blog.translation.models import Basis, Build, PublicName
from blog.translation.progress import is_unreviewed, machine_drafts, translation_of

COPIED = (
    "source_language",
    "source_title",
    "source_date",
    "source_revision",
    "places",
    "pieces",
    "machine_pieces",
    "unreviewed_pieces",
    "tools",
    "translated_at",
)

compared = Signal()  # what readers are told of the translation `instance` has changed


def connect() -> None:
    """Watches builds of translations, every page with a body, and the names of translators."""
    post_save.connect(remember_build, sender=TranslationLog, dispatch_uid="translation.remember_build")
    for model in get_page_models():
        if has_body(model):
            post_save.connect(compare_again, sender=model, dispatch_uid=f"translation.compare_again.{model.__name__}")
            page_published.connect(found_on_build, sender=model, dispatch_uid=f"translation.found.{model.__name__}")
    post_save.connect(name_again, sender=PublicName, dispatch_uid="translation.name_again")
    pre_delete.connect(name_no_more, sender=PublicName, dispatch_uid="translation.name_no_more")


def has_body(model: Any) -> bool:
    """Whether pages of this model have a text in paragraphs that can grow old."""
    return any(isinstance(field, StreamField) and field.name == "body" for field in model._meta.get_fields())


def remember_build(sender: type[TranslationLog], instance: TranslationLog, created: bool, **kwargs: Any) -> None:
    """A translation has just been built from the snapshot of its original; a live page shows it at once.

    Where earlier translations were carried over, it renders the words that the original had then. Builds that are only
    found out now (`earlier`) are older than that.
    """
    source = instance.source
    model = source.specific_content_type.model_class()
    if not created or instance.revision is None or not has_body(model):
        return
    content = json.loads(source.content_json)
    carried = {} if kwargs.get("earlier") else carried_in(source, instance.locale)
    target = source.get_translated_instance(instance.locale)
    build = Build(
        page_id=target.pk,
        revision=instance.revision,
        source_language=source.locale.language_code,
        source_title=content["title"],
        source_date=version_date(content),
        source_revision=content.get("live_revision"),
        places=to_json(places_as_translated(source, instance.locale, carried)),
        translated_at=instance.created_at,
    )
    translators = _count_pieces(build, instance)
    build.save()
    build.translators.set(translators)
    if target.live:
        _found(target, build)


def version_date(content: Mapping[str, Any]) -> datetime | None:
    """The date under which readers know this version of a page, from its serialised form; None before it is published.

    Its first version has the date of the article, which an import keeps; a later one that of its publication.
    """
    first, last = content.get("first_published_at"), content.get("last_published_at")
    known = content.get("updated_at") or content.get("published_at") if first == last else None
    date = (known or last) if last else None
    return parse_datetime(date) if date else None


def _count_pieces(build: Build, log: TranslationLog) -> set[int]:
    """Fills in how many strings there are and how many a machine wrote; returns the ids of those who wrote others."""
    segments = StringSegment.objects.filter(source_id=log.source_id).exclude(context__path="slug")
    used = list(in_use(Translation(source=log.source, target_locale=log.locale)).values())
    machine = [row for row in used if row.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE]
    build.pieces, build.machine_pieces = segments.values("string_id", "context_id").distinct().count(), len(machine)
    build.unreviewed_pieces = sum(is_unreviewed(row) for row in machine)
    build.tools = ", ".join(sorted({row.tool_name for row in machine if row.tool_name}))[:255]
    return {row.last_translated_by_id for row in used if row not in machine and row.last_translated_by_id}


def _still_unreviewed(target: Page, build: Build) -> int:
    """What was a machine's draft when a revision was built may have been reviewed before it was published."""
    translation = translation_of(target) if build.unreviewed_pieces else None
    return min(build.unreviewed_pieces, len(machine_drafts(translation))) if translation else build.unreviewed_pieces


def found_on_build(sender: type[Page], instance: Page, revision: Revision, **kwargs: Any) -> None:
    """A revision has been published: what it was built from is what readers now have before them."""
    if instance.live and (build := _build_behind(instance, revision)):
        _found(instance, build)


def _build_behind(page: Page, revision: Revision) -> Build | None:
    """The build that made a revision; for one that was written by hand, the build whose text it is most like."""
    builds = Build.objects.filter(page_id=page.pk)
    if own := builds.filter(revision=revision).first():
        return own
    said = _digests(revision.content)
    return max(
        builds.select_related("revision"),
        key=lambda build: (len(said & _digests(build.revision.content)), build.pk),
        default=None,
    )


def _digests(content: Mapping[str, Any]) -> set[str]:
    return {text.digest for place in places(content) for text in place.texts}


@transaction.atomic
def _found(target: Page, build: Build) -> None:
    basis = Basis.objects.filter(page_id=target.pk).first() or Basis(page_id=target.pk)
    if basis.places != build.places:
        basis.behind, basis.marks = 0, Comparison().to_json()
    for name in COPIED:
        setattr(basis, name, getattr(build, name))
    basis.unreviewed_pieces = _still_unreviewed(target, build)
    basis.reviewed, basis.compared_at = not basis.unreviewed_pieces, now()
    basis.save()
    basis.translators.set(build.translators.all())
    _rename([basis])
    source = _version(target, basis.source_language)
    if source is not None:
        _say_that_it_is_the_original(source)
        _compare(basis, source, target)


def _say_that_it_is_the_original(source: Page) -> None:
    """Without a row, Korean is taken for the original."""
    language = source.locale.language_code
    if language == settings.LANGUAGE_CODE:
        Basis.objects.filter(page_id=source.pk).delete()
    else:
        Basis.objects.update_or_create(
            page_id=source.pk, defaults={"source_language": language, "behind": 0, "marks": Comparison().to_json()}
        )


def compare_again(sender: type[Page], instance: Page, raw: bool = False, **kwargs: Any) -> None:
    """A page that readers see was saved: its translations, or its own text, may have to say something else now."""
    fields = kwargs.get("update_fields")
    if raw or not instance.live or (fields is not None and not {"body", "title", "live"} & set(fields)):
        return
    bases = Basis.objects.filter(page__translation_key=instance.translation_key).select_related("page__locale")
    for basis in bases:
        own_language = basis.page.locale.language_code
        if basis.source_language != own_language:
            source = _given(instance, basis.source_language) or _version(instance, basis.source_language)
            target = _given(instance, own_language) or _version(instance, own_language)
            if source is not None and source.live and target is not None:
                _compare(basis, source, target)


def _given(page: Page, language: str) -> Page | None:
    return page if page.locale.language_code == language else None


def _version(page: Page, language: str) -> Any:
    """The page in a language, as stored; None where there is none."""
    locale = Locale.objects.filter(language_code=language).first()
    return page.specific_class._default_manager.filter(translation_key=page.translation_key, locale=locale).first()


def _compare(basis: Basis, source: Page, target: Page) -> None:
    """Stores what the translation is behind of its original; nothing is written when that is what is known.

    An original that was taken down is compared as it was read last: what was carried over then is old all the same.
    """
    content = json.loads(source.to_json()) if source.live else _last_read(source)
    if content is None:
        return
    base = from_json(basis.places)
    found = fit(compare(base, places(content)), base, places(json.loads(target.to_json())))
    current = version_date(content)
    told = {
        "source_title": content["title"],
        "source_date": basis.source_date or (None if found.behind else current),
        "current_date": current,
        "behind": found.behind,
        "marks": found.to_json(),
    }
    if any(getattr(basis, name) != value for name, value in told.items()):
        told["compared_at"] = now()
        Basis.objects.filter(pk=basis.pk).update(**told)
        compared.send(sender=type(target), instance=target)


def _last_read(source: Page) -> Any:
    sources = TranslationSource.objects.filter(object_id=source.translation_key, locale_id=source.locale_id)
    content = sources.values_list("content_json", flat=True).first()
    return json.loads(content) if content else None


def name_again(sender: type[PublicName], instance: PublicName, **kwargs: Any) -> None:
    """Somebody wants to be named otherwise, or not at all."""
    _rename(Basis.objects.filter(translators=instance.user_id))


def name_no_more(sender: type[PublicName], instance: PublicName, **kwargs: Any) -> None:
    """An account goes, and its name with it."""
    _rename(Basis.objects.filter(translators=instance.user_id), without=instance.user_id)


def _rename(bases: Iterable[Basis], without: int = 0) -> None:
    for basis in bases:
        names = _names(basis, without)
        if names != basis.names:
            Basis.objects.filter(pk=basis.pk).update(names=names, compared_at=now())


def _names(basis: Basis, without: int = 0) -> list[str]:
    """Public names of the translators, each once, in the order of their accounts."""
    users = get_user_model().objects.filter(pk__in=basis.translators.values("pk")).exclude(pk=without)
    found = users.exclude(public_name__name="").order_by("pk").values_list("public_name__name", flat=True)
    return list(dict.fromkeys(name for name in found if name))
