"""Where somebody who may publish a translation agrees to its going live with its original, or takes that back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation, get_edit_url

from blog.translation.guards import refuse_to_publish
from blog.translation.models import ReleaseApproval


@require_POST
def approve_release(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Agrees; with "withdraw" in the form, takes it back. Publishes nothing by itself."""
    rows = Translation.objects.select_related("source__specific_content_type", "target_locale")
    translation = get_object_or_404(rows, pk=translation_id)
    back = get_valid_next_url_from_request(request) or get_edit_url(translation.get_target_instance())
    if why := refuse_to_publish(request.user, translation):
        messages.error(request, why)
        return redirect(reverse("wagtailadmin_home"))
    if "withdraw" in request.POST:
        ReleaseApproval.objects.filter(translation=translation).delete()
        messages.success(request, _("You have taken your approval back."))
    else:
        ReleaseApproval.objects.update_or_create(translation=translation, defaults={"approved_by": request.user})
        messages.success(request, _("It will be published at the same moment as the original."))
    return redirect(back)
