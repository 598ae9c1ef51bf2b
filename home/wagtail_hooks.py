"""The look of the admin: our accent and word mark on Wagtail's own design."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def admin_colours() -> SafeString:
    """Adds the style sheet that gives the admin our colours."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
