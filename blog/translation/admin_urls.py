"""Addresses of the translation desk and what belongs to it, all below /admin/translation/.

Each room adds its own list here; `tests/blog/translation/test_matrix.py` asks every one of them who may enter.
"""

from django.urls import URLPattern, URLResolver, path

from blog.translation.machine import views as machine

app_name = "translation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<int:translation_id>/machine/", machine.machine, name="machine"),
    path("<int:translation_id>/machine/progress/", machine.machine_progress, name="machine_progress"),
]
