"""The pages of the moderators: the queue, one comment, the rules, the block list, and a reader's rights.

They ask `guards` who may come in, and show; what is decided is done in `moderation` and `personal`.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import ModelLogEntry

from blog.comments import moderation, personal
from blog.comments.admin_forms import BarForm, EditForm, PersonForm, ReplyForm, RulesForm
from blog.comments.guards import require_moderator
from blog.comments.models import Barred, Comment, State, Voice, rules
from blog.comments.places import address_of, article_of, titles_of
from blog.comments.questions import QuestionForm
from blog.comments.sections import place_name
from blog.comments.sieve import REASONS
from blog.comments.tickets import digest_of_email

COMMENTS_ON_A_PAGE: Final = 30
View = Callable[..., HttpResponse]


def moderators_only(view: View) -> View:
    """A page for those who may moderate."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_moderator(request)
        return view(request, *args, **kwargs)

    return guarded


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Comments by state, filtered, in pages, with what can be done to many of them. Five queries, however many."""
    question = QuestionForm(request.GET)
    page = WagtailPaginator(question.answer(), COMMENTS_ON_A_PAGE).get_page(request.GET.get("p"))
    shown = list(page.object_list)
    titles = titles_of(shown)
    asked = request.GET.copy()
    for name in ("p", "state"):
        asked.pop(name, None)
    context = {
        **_frame(pgettext("of readers", "Comments")),
        "header_buttons": [
            HeaderButton(_("Rules"), reverse("comments:rules"), icon_name="cogs"),
            HeaderButton(_("Block list"), reverse("comments:barred"), icon_name="lock"),
            HeaderButton(_("Data of a reader"), reverse("comments:person"), icon_name="user"),
        ],
        "question": question,
        "tabs": question.counts(),
        "asked": asked.urlencode(),
        "here": f"state={question.state_asked}&{asked.urlencode()}",
        "rows": [_row(each, titles) for each in shown],
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
        "title_asked": titles.get(question.asked("article"), "") if question.asked("article") else "",
    }
    return TemplateResponse(request, "comments/admin/queue.html", context)


@moderators_only
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Does one thing to the comments that were ticked."""
    asked = QueryDict(request.POST.get("question", ""))
    chosen = [int(pk) for pk in request.POST.getlist("comment") if pk.isdecimal() and len(pk) < 19]
    found = Comment.objects.filter(pk__in=chosen[:1000])
    if not chosen:
        messages.warning(request, _("Nothing was chosen."))
    else:
        _done(request, found)
    return redirect(f"{reverse('comments:queue')}?{asked.urlencode()}")


def _done(request: HttpRequest, found: Any) -> None:
    action = request.POST.get("action", "")
    if action == "bar":
        number = moderation.bar(found, request.user)
    elif action in State.values:
        number = moderation.decide_many(found, State(action), request.user)
    else:
        messages.error(request, _("This cannot be done."))
        return
    text = ngettext("%(number)d comment was changed.", "%(number)d comments were changed.", number)
    messages.success(request, text % {"number": number})


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment: all of it, what can be done to it, and what was done to it."""
    found = get_object_or_404(Comment.objects.select_related("parent", "user"), pk=pk)
    if request.method == "POST" and request.POST.get("action") in {*State.values, "bar"}:
        _done(request, Comment.objects.filter(pk=pk))
        return redirect("comments:comment", pk)
    editing, replying = (request.POST if name in request.POST else None for name in ("edit", "reply"))
    edit = EditForm(editing, initial={"name": found.name, "homepage": found.homepage, "text": found.text})
    answer = ReplyForm(replying, prefix="reply", initial={"voice": Voice.AUTHOR})
    if editing and edit.is_valid():
        moderation.edit(found, edit.cleaned_data, request.user)
        messages.success(request, _("The comment was changed."))
        return redirect("comments:comment", pk)
    if replying and answer.is_valid():
        moderation.reply(found, answer.cleaned_data["text"], request.user, Voice(answer.cleaned_data["voice"]))
        messages.success(request, _("Your answer can be read now."))
        return redirect("comments:comment", pk)
    titles = titles_of([found])
    article = article_of(found.translation_key, found.language)
    context = {
        **_frame(pgettext("of readers", "Comment"), str(found)),
        "row": _row(found, titles),
        "edit": edit,
        "reply": answer,
        "log": ModelLogEntry.objects.for_instance(found).select_related("user").order_by("-timestamp"),
        "about": place_name(article, found.block_id) if article else "",
        "public": address_of(article, found) if article and found.is_approved else "",
    }
    return TemplateResponse(request, "comments/admin/comment.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit_rules(request: HttpRequest) -> HttpResponse:
    """What holds for all articles."""
    form = RulesForm(request.POST or None, instance=rules())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The rules were stored."))
        return redirect("comments:rules")
    return TemplateResponse(request, "comments/admin/rules.html", {**_frame(_("Rules for comments")), "form": form})


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def barred(request: HttpRequest) -> HttpResponse:
    """Who may not write; one more, or one less."""
    form = BarForm(request.POST if "add" in request.POST else None)
    if request.method == "POST" and "forgive" in request.POST:
        Barred.objects.filter(pk__in=[pk for pk in request.POST.getlist("forgive") if pk.isdecimal()]).delete()
        return redirect("comments:barred")
    if request.method == "POST" and form.is_valid():
        Barred.objects.get_or_create(
            kind=form.cleaned_data["kind"],
            value=form.cleaned_data["value"],
            defaults={"note": form.cleaned_data["note"], "created_by": request.user},
        )
        return redirect("comments:barred")
    page = WagtailPaginator(Barred.objects.select_related("created_by").order_by("-pk"), 50).get_page(
        request.GET.get("p")
    )
    context = {
        **_frame(_("Block list")),
        "form": form,
        "page_obj": page,
        "elided_page_range": page.paginator.get_elided_page_range(page.number),
    }
    return TemplateResponse(request, "comments/admin/barred.html", context)


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """All that is stored for an e-mail address, as a file; and forgetting it. What was done is logged without it."""
    form = PersonForm(request.POST or None)
    context = {**_frame(_("Data of a reader")), "form": form}
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "comments/admin/person.html", context)
    email = form.cleaned_data["email"]
    if "export" in request.POST:
        said = json.dumps(personal.everything_of(email), ensure_ascii=False, indent=2)
        name = f"reader-{digest_of_email(email)[:12]}.json"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return HttpResponse(said, content_type="application/json; charset=utf-8", headers=headers)
    if "erase" in request.POST or "anonymise" in request.POST:
        number = (personal.erase if "erase" in request.POST else personal.anonymise)(email)
        text = ngettext("%(number)d comment was changed.", "%(number)d comments were changed.", number)
        messages.success(request, text % {"number": number})
        return redirect("comments:person")
    number = Comment.objects.by_address(email).count()
    return TemplateResponse(request, "comments/admin/person.html", {**context, "number": number, "asked": email})


def _row(found: Comment, titles: Any) -> dict[str, Any]:
    reasons = [str(REASONS.get(code, code)) for code in found.held.split(",") if code]
    return {
        "comment": found,
        "title": titles.get(found.translation_key, ""),
        "language": dict(settings.LANGUAGES).get(found.language, found.language),
        "reasons": reasons,
    }


def _frame(title: str, subtitle: str = "") -> dict[str, Any]:
    """What Wagtail's page frame needs."""
    steps = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("comments:queue"), "label": pgettext("of readers", "Comments")},
    ]
    if title != steps[-1]["label"]:
        steps.append({"url": "", "label": f"{title} {subtitle}".strip()})
    return {"header_title": f"{title} {subtitle}".strip(), "header_icon": "comment", "breadcrumbs_items": steps}
