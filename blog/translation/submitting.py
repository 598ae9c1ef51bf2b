"""Sends originals to be translated: one now, or many in the background.

Whether somebody may is asked of `guards`, in the background too: rights may have changed since. How a draft is built
is wagtail-localize's.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale, Page
from wagtail_localize.operations import TranslationCreator

from blog.translation.direction import ReverseDirectionError
from blog.translation.guards import may_submit_into, refuse_to_submit
from blog.translation.jobs import ItemError, ask_for, kind_of_job
from blog.translation.models import Job, JobItem
from blog.translation.references import checked_once
from blog.translation.status import together

PERMISSION = "wagtail_localize.submit_translation"
KIND: Final = "submit"


class Submission(TranslationCreator):
    """As upstream, but what an original points at is left alone where it is translated already.

    Upstream builds the same author anew with every article, and publishes what its translator has not finished.
    """

    def create_translations(self, instance: Any, include_related_objects: bool = True) -> None:
        """Makes the drafts; what they point at is made by `related`, before each is built, where it is missing."""
        super().create_translations(instance, include_related_objects=False)


@transaction.atomic
def submit(instance: Any, locales: Iterable[Locale], *, user: Any) -> None:
    """Has drafts of a page or snippet made in some languages. Asks nobody: that is for the caller.

    Raises ReverseDirectionError when it is itself being translated from one of them.
    """
    with checked_once(), together():
        Submission(user, list(locales)).create_translations(instance)


def submit_in_background(user: Any, pages: Iterable[tuple[int, str]], locales: Iterable[Locale]) -> Job:
    """Puts pages, by primary key and title, in line to be submitted by this user.

    Who may not do it is told in the item of that page.
    """
    return ask_for(KIND, pages, user=user, locales=[locale.language_code for locale in locales])


def connect() -> None:
    """Makes submitting a kind of job."""
    kind_of_job(KIND, gettext_lazy("Submit for translation"))(submit_item)


def submit_item(item: JobItem) -> str:
    """Submits one page into the languages that its user may have it in; says which these were."""
    page, user = _page(item), item.job.user
    if user is None or not user.is_active or not user.has_perm(PERMISSION):
        raise ItemError(_("The account that asked for this may not submit anything."))
    if why := refuse_to_submit(user, page):
        raise ItemError(why)
    wanted = [each for each in _locales(item) if each.pk != page.locale_id]
    missing = [each for each in wanted if not _is_translated(page, each)]
    allowed = [each for each in missing if may_submit_into(user, page, each)]
    if wanted and not missing:
        return _("It had been submitted already.")
    if not allowed:
        raise ItemError(_("You may not have this text translated into %(languages)s.") % {"languages": _names(missing)})
    _submit(page, allowed, user)
    return _told(allowed, [each for each in missing if each not in allowed])


def _page(item: JobItem) -> Any:
    try:
        return Page.objects.get(pk=item.target).specific
    except ObjectDoesNotExist:
        raise ItemError(_("This text has been deleted.")) from None


def _locales(item: JobItem) -> Sequence[Locale]:
    return list(Locale.objects.filter(language_code__in=item.job.options.get("locales", [])))


def _is_translated(page: Page, locale: Locale) -> bool:
    """As the form for one page, which offers a language only where no page of that language is there."""
    return bool(page.has_translation(locale))


def _submit(page: Page, locales: Sequence[Locale], user: Any) -> None:
    try:
        submit(page, locales, user=user)
    except ReverseDirectionError as error:
        raise ItemError(str(error)) from error


def _told(done: Sequence[Locale], refused: Sequence[Locale]) -> str:
    message = _("Submitted for translation into %(languages)s.") % {"languages": _names(done)}
    if refused:
        message += " " + _("Not into %(languages)s, where you may not.") % {"languages": _names(refused)}
    return message


def _names(locales: Iterable[Locale]) -> str:
    return ", ".join(str(locale.get_display_name()) for locale in locales)
