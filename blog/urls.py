"""Addresses below /blog/ that are no pages of the tree."""

from django.urls import re_path

from blog.views import parallel

urlpatterns = [
    re_path(r"^(?P<slug>[\w-]+)/parallel/(?P<language>[a-z-]{2,10})/$", parallel, name="parallel"),
]
