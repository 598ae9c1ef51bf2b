"""Who may do what with a translation, a snippet of one language, or a page that is to be submitted.

Rights follow the page tree: whoever may edit pages of a language may edit what else is written in that language.
Functions named `refuse_…` return the sentence that says why not, or "" when nothing speaks against it.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth import get_permission_codename, get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import (
    DraftStateMixin,
    GroupPagePermission,
    Locale,
    LockableMixin,
    Page,
    TranslatableMixin,
    WorkflowState,
)
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation

from blog.models.restrictions import for_readers
from blog.translation.direction import explanation
from blog.translation.progress import translation_of


def locales_of(user: Any, action: str = "change") -> frozenset[int]:
    """Ids of the languages in whose page tree the user may do something ("change", "publish"). One query or two."""
    return frozenset(_locales_of(user, action))


def _locales_of(user: Any, action: str = "change") -> QuerySet[Any, int]:
    """The same as a part of another query."""
    if user.is_active and user.is_superuser:
        return Locale.objects.order_by().values_list("pk", flat=True)
    granted = PagePermissionPolicy().get_cached_permissions_for_user(user) if user.is_active else ()
    places = [Q(path__startswith=each.page.path) for each in granted if each.permission.codename == f"{action}_page"]
    pages = Page.objects.filter(reduce(or_, places), depth__gt=1) if places else Page.objects.none()
    return pages.order_by().values_list("locale_id", flat=True).distinct()


def may_edit(user: Any, instance: Any) -> bool:
    """Whether the user may edit this page or snippet; snippets also need the rights of their language."""
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_edit())
    return _has_model_permission(user, instance, "change") and _in_locales_of(user, instance, "change")


def may_publish(user: Any, instance: Any) -> bool:
    """Whether the user may change what readers see of this page or snippet."""
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_publish())
    action = "publish" if isinstance(instance, DraftStateMixin) else "change"
    return _has_model_permission(user, instance, action) and _in_locales_of(user, instance, "publish")


def may_read(user: Any, instance: Any) -> bool:
    """Whether the user may see this text: every reader may, or the user may edit it."""
    if isinstance(instance, Page):
        public = instance.live and not instance.get_view_restrictions().exists()
        return public or may_edit(user, instance)
    return bool(getattr(instance, "live", True)) or may_edit(user, instance)


def may_submit_into(user: Any, instance: Any, locale: Locale) -> bool:
    """Whether the user may have a version of this page or snippet made in a language.

    Those who may write there may. Editors of an original in the site's main language may ask for it too: what they
    create is a draft. The other way round nobody may: translators cannot create pages in the main language.
    """
    if instance.locale_id == Locale.get_default().pk and may_edit(user, instance):
        return _target_can_exist(instance, locale)
    if not isinstance(instance, Page):
        return locale.pk in locales_of(user) and _has_model_permission(user, instance, "change")
    target = instance.get_translation_or_none(locale)
    if target is not None:
        return may_edit(user, target)
    parent = _target_parent(instance, locale)
    return parent is not None and bool(parent.permissions_for_user(user).can_add_subpage())


def refuse_to_submit(user: Any, instance: Any) -> str:
    """Why this page or snippet cannot be submitted by this user, whatever the language.

    The sentence about a draft does not name it: its title is not public either.
    """
    if not may_read(user, instance):
        return _("This text is not published. Only its editors can submit it for translation.")
    return explanation(instance) if translation_of(instance) else ""


def target_of(translation: Translation) -> Any:
    """The page or snippet that is written in translation, and what its locks rest on. Raises its DoesNotExist.

    One query; Wagtail asks three, and two of them again for every question.
    """
    model: Any = ContentType.objects.get_for_id(translation.source.specific_content_type_id).model_class()
    rows = model._default_manager.filter(
        translation_key=translation.source.object_id, locale_id=translation.target_locale_id
    )
    if not issubclass(model, Page):
        return rows.get()
    kind = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    moderated = WorkflowState.objects.active().filter(
        base_content_type=kind, object_id=Cast(OuterRef("pk"), CharField())
    )
    page = rows.annotate_approved_schedule().annotate(in_moderation=Exists(moderated)).get()
    if not page.in_moderation:
        page._current_workflow_states = []
    return page


def refuse_to_write(user: Any, translation: Translation, target: Any = None) -> str:
    """Why the user cannot change strings of this translation: stopped, no right, or the page is locked.

    `target`: from `target_of`, for those who have it already.
    """
    if not translation.enabled:
        return _("This translation has been stopped.")
    target = target or target_of(translation)
    if not may_edit(user, target):
        return _("You may not edit “%(title)s”.") % {"title": target}
    return locked_because(user, target)


def refuse_to_publish(user: Any, translation: Translation, target: Any = None) -> str:
    """Why the user cannot publish or stop this translation: as for writing, or no right to publish."""
    target = target or target_of(translation)
    if not may_publish(user, target):
        return _("You may not publish “%(title)s”.") % {"title": target}
    return refuse_to_write(user, translation, target)


def refuse_to_discuss(user: Any, translation: Translation) -> str:
    """Why the user cannot read or write comments on its pieces: may edit neither the original nor the translation.

    Locked or stopped, a text can be talked about all the same.
    """
    if may_edit(user, translation.get_target_instance()):
        return ""
    original = translation.source
    model: Any = ContentType.objects.get_for_id(original.specific_content_type_id).model_class()
    originals = model._default_manager.filter(translation_key=original.object_id, locale_id=original.locale_id)
    return "" if any(may_edit(user, each) for each in originals) else _("You may not see this translation.")


def locked_because(user: Any, instance: Any) -> str:
    """Wagtail's own words on why this user must not touch a locked, scheduled or moderated page; "" when it is free."""
    lock = instance.get_lock() if isinstance(instance, LockableMixin) else None
    if not lock or not lock.for_user(user):
        return ""
    return strip_tags(str(lock.get_message(user) or _("“%(title)s” is locked.") % {"title": instance}))


def refuse_other_tree(page: Page, parent: Page) -> str:
    """Why this page, or a copy of it, cannot stand below that page: its text would be served in another language."""
    if parent.is_root() or parent.locale_id == page.locale_id:
        return ""
    return _(
        "“%(title)s” is not written in the language of the place you chose. Submit it for translation instead."
    ) % {"title": page}


def readable_pages(user: Any, pages: Any) -> Any:
    """Those of the pages whose titles the user may see: live ones, and those that the user may edit."""
    if user.is_superuser:
        return pages
    own = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


def visible_translations(user: Any) -> QuerySet[Translation]:
    """Translations whose original or translation the user may edit."""
    return _translations_of(user, ("target_locale_id", "source__locale_id"))


def editable_translations(user: Any) -> QuerySet[Translation]:
    """Translations that the user may write: those whose target the user may edit."""
    return _translations_of(user, ("target_locale_id",))


def _translations_of(user: Any, sides: Sequence[str]) -> QuerySet[Translation]:
    """Translations one of whose sides the user may edit, each side named by where its language stands."""
    everything: QuerySet[Translation] = Translation.objects.all()
    if user.is_superuser:
        return everything
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    of_pages = pages.filter(translation_key=OuterRef("source__object_id"))
    types = [kind.pk for kind in ContentType.objects.get_for_models(*editable_snippets(user)).values()]
    locales = _locales_of(user)
    mine = (
        Q(Exists(of_pages.filter(locale_id=OuterRef(side))))
        | Q(source__specific_content_type__in=types) & Q(**{f"{side}__in": locales})
        for side in sides
    )
    return everything.filter(reduce(or_, mine))


def own_translations(user: Any, action: str = "change") -> QuerySet[Translation]:
    """Running translations that the user may write, or "publish"; by their rights in the tree."""
    running: QuerySet[Translation] = Translation.objects.filter(enabled=True)
    if user.is_superuser:
        return running
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {action})
    own_page = Exists(
        pages.filter(translation_key=OuterRef("source__object_id"), locale_id=OuterRef("target_locale_id"))
    )
    types = [kind.pk for kind in ContentType.objects.get_for_models(*editable_snippets(user)).values()]
    own_snippet = Q(source__specific_content_type__in=types, target_locale__in=_locales_of(user, action))
    return running.filter(own_page | own_snippet)


def editors_of(locale_id: int) -> QuerySet[Any]:
    """Accounts that may edit pages of a language: `locales_of` asked the other way round. One query."""
    pages = Page.objects.filter(Q(locale_id=locale_id) | Q(depth=1))
    granted = GroupPagePermission.objects.filter(permission__codename="change_page", page__in=pages)
    may = Q(is_superuser=True) | Q(groups__in=granted.values("group"))
    return get_user_model()._default_manager.filter(may, is_active=True).distinct()


def editable_pages(user: Any, primary_keys: Collection[int], action: str = "change") -> frozenset[int]:
    """Those of the pages that the user may edit or "publish", by their rights in the tree. One query or two."""
    if not user.is_active:
        return frozenset()
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {action})
    return frozenset(pages.filter(pk__in=primary_keys, depth__gt=1).values_list("pk", flat=True))


def editable_versions(user: Any, keys: Collection[Any]) -> frozenset[tuple[Any, int]]:
    """Key and language of every version of these pages that the user may edit. One query or two."""
    pages = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    return frozenset(pages.filter(translation_key__in=keys).values_list("translation_key", "locale_id"))


def submittable_pages(user: Any, primary_keys: Collection[int], locale_id: int) -> frozenset[int]:
    """Those pages without a version in a language that the user may submit into it; a fixed number of queries.

    It says what `may_submit_into` and `refuse_to_submit` say of each, but for rights that a workflow lends.
    """
    own = editable_pages(user, primary_keys)
    pages = Page.objects.filter(pk__in=primary_keys, depth__gt=1).exclude(locale=locale_id).select_related("locale")
    targets = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale_id=OuterRef("locale_id"), enabled=True
    )
    readable = pages.filter(Q(for_readers()) | Q(pk__in=own)).filter(~Exists(targets))
    parents = _counterparts([page.path[: -Page.steplen] for page in readable], locale_id)
    main = settings.LANGUAGE_CODE
    return frozenset(
        page.pk
        for page in readable
        if (parent := parents.get(page.path[: -Page.steplen]))
        and (
            (page.locale.language_code == main and page.pk in own)
            or parent.permissions_for_user(user).can_add_subpage()
        )
    )


def _counterparts(paths: Collection[str], locale_id: int) -> dict[str, Page]:
    """By the path of a page, its version in a language. One query or two."""
    keys = dict(Page.objects.filter(path__in=set(paths)).values_list("translation_key", "path"))
    return {
        keys[page.translation_key]: page for page in Page.objects.filter(translation_key__in=keys, locale=locale_id)
    }


def translatable_snippets() -> list[type[Model]]:
    """Every snippet model with a version per language."""
    return [model for model in get_snippet_models() if issubclass(model, TranslatableMixin)]


def editable_snippets(user: Any) -> list[Any]:
    """Those of them that the user may change in at least one language."""
    return [model for model in translatable_snippets() if _has_model_permission(user, model, "change")]


def _has_model_permission(user: Any, model: Any, action: str) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"))


def _in_locales_of(user: Any, instance: Any, action: str) -> bool:
    return not isinstance(instance, TranslatableMixin) or instance.locale_id in locales_of(user, action)


def _target_can_exist(instance: Any, locale: Locale) -> bool:
    return not isinstance(instance, Page) or _target_parent(instance, locale) is not None


def _target_parent(page: Page, locale: Locale) -> Page | None:
    """Where the translation of a page would stand; None while the page above it is not translated.

    Without this, Wagtail fills the gap with alias pages: Korean text, live under /en/.
    """
    parent = page.get_parent()
    return parent if parent.is_root() else parent.get_translation_or_none(locale)
