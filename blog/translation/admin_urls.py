"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation import findings
from blog.translation import question_views as questions
from blog.translation import value_views as values
from blog.translation.board import job_views
from blog.translation.board import views as board
from blog.translation.desk import views as desk
from blog.translation.exchange import views as exchange
from blog.translation.machine import views as machine
from blog.translation.memory import views as memory
from blog.translation.notice_panel import dismiss_notices
from blog.translation.release import views as release

app_name = "translation"

PIECE = "<int:translation_id>/segments/<int:string>-<int:context>/comments/"

discussion: list[URLPattern] = [
    path("<int:translation_id>/comments/", questions.discussion, name="discussion"),
    path(PIECE, questions.piece, name="comments"),
    path(f"{PIECE}<int:comment>/change/", questions.change, name="comment_change"),
    path(f"{PIECE}<int:comment>/withdraw/", questions.withdraw, name="comment_withdraw"),
    path(f"{PIECE}<int:comment>/resolve/", questions.resolve, name="comment_resolve"),
    path(f"{PIECE}<int:comment>/reopen/", questions.reopen, name="comment_reopen"),
]

other_values: list[URLPattern] = [
    path("<int:translation_id>/values/", values.overview, name="values"),
    path("<int:translation_id>/values/<int:context>/", values.value, name="value"),
    path("<int:translation_id>/blanks/", values.blank, name="blank"),
]


at_desk: list[URLPattern] = [
    path("<int:translation_id>/", desk.desk, name="desk"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/", desk.piece, name="piece"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/history/", desk.history, name="history"),
    path("<int:translation_id>/preview/", desk.preview, name="preview"),
    path("<int:translation_id>/publish/", desk.publish, name="publish"),
]
with_memory: list[URLPattern] = [
    path("<int:translation_id>/pieces/<int:string>-<int:context>/suggestions/", memory.suggestions, name="suggestions"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/findings/", findings.judge, name="findings"),
    path("concordance/", memory.concordance, name="concordance"),
]

machines: list[URLPattern] = [
    path("<int:translation_id>/machine/", machine.machine, name="machine"),
    path("<int:translation_id>/machine/progress/", machine.machine_progress, name="machine_progress"),
]

at_board: list[URLPattern] = [
    path("", board.board, name="board"),
    path("bulk/", board.board_bulk, name="board_bulk"),
    path("assign/<uuid:key>/<int:locale_id>/", board.assignment, name="assign"),
    path("jobs/", job_views.job_list, name="jobs"),
    path("jobs/<int:job_id>/", job_views.job, name="job"),
    path("jobs/<int:job_id>/state/", job_views.job_state, name="job_state"),
    path("jobs/<int:job_id>/retry/", job_views.job_retry, name="job_retry"),
    path("jobs/<int:job_id>/cancel/", job_views.job_cancel, name="job_cancel"),
]

files: list[URLPattern] = [
    path("exchange/", exchange.exchange, name="exchange"),
    path("exchange/download/", exchange.download, name="download"),
    path("exchange/upload/", exchange.upload, name="upload"),
]

telling: list[URLPattern] = [
    path("notices/dismiss/", dismiss_notices, name="dismiss_notices"),
    path("<int:translation_id>/release/", release.approve_release, name="release"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *at_board,
    *at_desk,
    *discussion,
    *other_values,
    *with_memory,
    *machines,
    *files,
    *telling,
]
