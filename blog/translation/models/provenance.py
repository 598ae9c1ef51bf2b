"""Consents, what published translations were built from, and the public names of translators."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation


class Consent(models.Model):
    """Somebody's decision to publish a translation although pieces of it are not translated, or nobody reviewed them.

    `revision` is what was published: publishing any other revision of the page asks again. It is empty for snippets
    without revisions.
    """

    translation = models.ForeignKey(
        Translation, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="consents"
    )
    revision = models.OneToOneField(
        Revision, verbose_name=_("revision"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)
    untranslated = models.PositiveIntegerField(_("untranslated pieces"))
    machine = models.PositiveIntegerField(_("pieces from a machine that nobody reviewed"), default=0)

    class Meta:
        verbose_name = _("consent to publish unfinished pieces")
        verbose_name_plural = _("consents to publish unfinished pieces")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.untranslated}, {self.machine}"


class Provenance(models.Model):
    """What is known of the text that a translation was built from, and of those who translated it."""

    source_language = models.CharField(_("language of the original"), max_length=10)
    source_title = models.CharField(_("title of the original"), max_length=255, blank=True)
    source_date = models.DateTimeField(_("date of the translated version"), null=True, blank=True)
    source_revision = models.PositiveBigIntegerField(_("translated revision"), null=True, blank=True)
    places = models.JSONField(_("digests of the original"), default=list)
    pieces = models.PositiveIntegerField(_("pieces"), default=0)
    machine_pieces = models.PositiveIntegerField(_("pieces from a machine"), default=0)
    unreviewed_pieces = models.PositiveIntegerField(_("pieces from a machine that nobody reviewed"), default=0)
    tools = models.CharField(_("translation tools"), max_length=255, blank=True)
    translators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("translators"), related_name="+", blank=True
    )
    translated_at = models.DateTimeField(_("translated at"), null=True, blank=True)

    wagtail_reference_index_ignore = True  # nobody uses a page by having it translated

    class Meta:
        abstract = True


class Build(Provenance):
    """One time that a translation was built from its strings: the original as it was behind a revision of the target.

    A revision may be published long after the original was read again, so this cannot be asked for later.
    """

    page = models.ForeignKey(Page, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="builds")
    revision = models.OneToOneField(Revision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("build of a translation")
        verbose_name_plural = _("builds of translations")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.revision_id}"


class Basis(Provenance):
    """What the published translation was built from, and how it compares with the original as readers see it now.

    Joined to the page that is read, so that saying it costs no query. A row in whose language the page itself is
    written says that the page is the original of a translation.
    """

    page = models.OneToOneField(
        Page, verbose_name=_("translation"), on_delete=models.CASCADE, related_name="basis", primary_key=True
    )
    names = models.JSONField(_("public names of the translators"), default=list)
    reviewed = models.BooleanField(_("without unreviewed pieces from a machine"), default=False)
    current_date = models.DateTimeField(_("date of the original as it is now"), null=True, blank=True)
    behind = models.PositiveIntegerField(_("paragraphs behind"), default=0)
    marks = models.JSONField(_("places that are behind"), default=dict)
    compared_at = models.DateTimeField(_("what readers are told changed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("basis of a translation")
        verbose_name_plural = _("bases of translations")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.behind}"


class PublicName(models.Model):
    """The name under which somebody agreed to be named as a translator. Without a row nobody is named."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="public_name",
        primary_key=True,
    )
    name = models.CharField(
        _("public name as a translator"),
        max_length=80,
        blank=True,
        help_text=_("Readers see it on the translations that you worked on. Leave it empty to stay unnamed."),
    )

    class Meta:
        verbose_name = _("public name")
        verbose_name_plural = _("public names")

    def __str__(self) -> str:
        return self.name
