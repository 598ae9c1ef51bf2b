"""Pictures with what is said about them, from day one: an image model cannot be swapped later."""

from pathlib import PurePath
from secrets import token_hex

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from blog.models.composed import ComposedText
from blog.models.files import in_our_words


class BlogImage(ComposedText, AbstractImage):
    """A picture. Its `description` is the default alternative text; blocks can say it better in their context."""

    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made the image, and under which licence.")
    )
    imported_from = models.CharField(
        _("imported from"),
        max_length=500,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("Where an import found the file; importing it again then makes no second copy."),
    )

    search_fields = in_our_words(AbstractImage.search_fields, "title", "description", "caption", "credit")
    admin_form_fields = (*Image.admin_form_fields, "caption", "credit")

    def get_upload_to(self, filename: str) -> str:
        """A name that no other upload ever had: browsers keep a picture for a year, and a corrected one is another."""
        name = PurePath(filename)
        return str(super().get_upload_to(f"{name.stem[:60]}-{token_hex(4)}{name.suffix}"))

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class BlogRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(BlogImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter")
        ]
