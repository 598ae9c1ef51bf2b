"""Addresses of the blog that belong to no page: feeds and the sitemap."""

from django.urls import path

from blog.feeds.views import group_feed, language_feed
from blog.sitemaps import sitemap_index, sitemap_section

# Under the prefix of a language.
urlpatterns = [
    path("feed/", language_feed, {"form": "atom"}, name="feed_atom"),
    path("feed/rss/", language_feed, {"form": "rss"}, name="feed_rss"),
    path("feed.json", language_feed, {"form": "json"}, name="feed_json"),
    path("blog/<kind>/<slug>/feed/", group_feed, {"form": "atom"}, name="group_feed_atom"),
    path("blog/<kind>/<slug>/feed/rss/", group_feed, {"form": "rss"}, name="group_feed_rss"),
    path("blog/<kind>/<slug>/feed.json", group_feed, {"form": "json"}, name="group_feed_json"),
]

# Without a language: one address for the whole site.
site_urlpatterns = [
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>-<int:page>.xml", sitemap_section, name="sitemap_section"),
]
