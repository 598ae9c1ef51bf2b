"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation.board import job_views
from blog.translation.board import views as board

app_name = "translation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("bulk/", board.board_bulk, name="board_bulk"),
    path("assign/<uuid:key>/<int:locale_id>/", board.assignment, name="assign"),
    path("jobs/", job_views.job_list, name="jobs"),
    path("jobs/<int:job_id>/", job_views.job, name="job"),
    path("jobs/<int:job_id>/state/", job_views.job_state, name="job_state"),
    path("jobs/<int:job_id>/retry/", job_views.job_retry, name="job_retry"),
    path("jobs/<int:job_id>/cancel/", job_views.job_cancel, name="job_cancel"),
]
