"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation.desk import views as desk

app_name = "translation"

at_desk: list[URLPattern] = [
    path("<int:translation_id>/", desk.desk, name="desk"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/", desk.piece, name="piece"),
    path("<int:translation_id>/pieces/<int:string>-<int:context>/history/", desk.history, name="history"),
    path("<int:translation_id>/preview/", desk.preview, name="preview"),
    path("<int:translation_id>/publish/", desk.publish, name="publish"),
]
urlpatterns: list[URLPattern | URLResolver] = [*at_desk]
