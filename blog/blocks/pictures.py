"""Pictures with what is said about them, alone and several together."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from blog.blocks.untranslated import UntranslatedText


def newest_image() -> Any:
    """The picture that block previews show: the last one uploaded, or none on an empty site."""
    return get_image_model().objects.order_by("-pk").first()


class ImageBlock(WagtailImageBlock):
    """Wagtail's block of a picture and its alternative text, whose chooser is labelled "Image" in every language.

    Delete it when the contract test in tests/blog/test_blocks.py fails.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.child_blocks["image"].label = _("Image")


class PictureBlock(blocks.StructBlock):
    """A picture with what is said about it."""

    image = ImageBlock(required=False, label=_("Image"))
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))
    credit = blocks.CharBlock(
        required=False,
        default="",
        max_length=200,
        label=_("Credit"),
        help_text=_("Who made the image, and under which licence."),
    )
    width = blocks.ChoiceBlock(
        choices=[("column", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="column",
        label=_("Width"),
    )
    missing_file = UntranslatedText(
        required=False,
        default="",
        max_length=500,
        label=_("Missing file"),
        help_text=_("The address of a file that an import could not find. Readers never see it."),
    )

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("One picture with caption and credit.")
        template = "blocks/image.html"
        # The rest is seldom needed and stands behind the block's cog wheel.
        form_layout = blocks.BlockGroup(children=["image", "caption", "credit"], settings=["width", "missing_file"])

    def get_preview_value(self) -> Any:
        """A picture of this site, so that the preview shows what a reader would see."""
        return self.normalize(
            {"image": newest_image(), "caption": "책상 위의 두 원고, 한국어와 영어", "width": "column"}
        )


class GalleryPictureBlock(blocks.StructBlock):
    """One picture of a gallery."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, default="", max_length=300, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "image"
        label = _("Image")


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    pictures = blocks.ListBlock(GalleryPictureBlock(), min_num=1, max_num=24, label=_("Images"))
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=_("Caption of the gallery"))

    class Meta:
        icon = "image"
        label = _("Gallery")
        description = _("Several pictures side by side, with a caption each and one for all.")
        template = "blocks/gallery.html"

    def get_preview_value(self) -> Any:
        """The newest picture of this site, twice."""
        image = newest_image()
        pictures = [{"image": image, "caption": caption} for caption in ("초고", "번역본")] if image else []
        return self.normalize({"pictures": pictures, "caption": "한 글의 두 모습"})
