"""Addresses of the blog that are no pages of the tree: feeds, the sitemap, and other forms of an article."""

from django.urls import path, re_path

from blog.comments import views as comments
from blog.feeds.comments import comments_of_article, comments_of_language
from blog.feeds.views import group_feed, language_feed
from blog.sitemaps import sitemap_index, sitemap_section
from blog.translation.wishing import wish_for
from blog.views import article_markdown, llms_text, parallel

ARTICLE = r"^blog/(?P<slug>[\w-]+)/"
COMMENT = rf"{ARTICLE}comment/(?P<pk>[0-9]{{1,18}})/"
PAPER = r"(?P<paper>[\w:=.-]{20,300})/$"

comment_urlpatterns = [
    re_path(rf"{ARTICLE}comment/$", comments.write, name="comment_write"),
    re_path(rf"{ARTICLE}comment/confirm/$", comments.confirm, name="comment_confirm"),
    re_path(rf"{COMMENT}$", comments.permalink, name="comment_permalink"),
    re_path(rf"{ARTICLE}comment/mine/$", comments.ask_for_link, name="comment_links"),
    re_path(rf"{COMMENT}mine/$", comments.ask_for_link, name="comment_link"),
    re_path(rf"{COMMENT}mine/{PAPER}", comments.own, name="comment_own"),
    re_path(rf"{ARTICLE}comments/feed/$", comments_of_article, name="comment_feed"),
    path("feed/comments/", comments_of_language, name="comments_feed"),
    path("comments/privacy/", comments.privacy, name="comments_privacy"),
    re_path(rf"^comments/mail/{PAPER}", comments.quiet, name="comments_quiet"),
]

# Under the prefix of a language.
urlpatterns = [
    *comment_urlpatterns,
    path("feed/", language_feed, {"form": "atom"}, name="feed_atom"),
    path("feed/rss/", language_feed, {"form": "rss"}, name="feed_rss"),
    path("feed.json", language_feed, {"form": "json"}, name="feed_json"),
    path("blog/<kind>/<slug>/feed/", group_feed, {"form": "atom"}, name="group_feed_atom"),
    path("blog/<kind>/<slug>/feed/rss/", group_feed, {"form": "rss"}, name="group_feed_rss"),
    path("blog/<kind>/<slug>/feed.json", group_feed, {"form": "json"}, name="group_feed_json"),
    path("blog/<str:slug>/index.md", article_markdown, name="article_markdown"),
    re_path(r"^blog/(?P<slug>[\w-]+)/parallel/(?P<language>[a-z-]{2,10})/$", parallel, name="parallel"),
    re_path(r"^blog/(?P<slug>[\w-]+)/wish/(?P<language>[a-z-]{2,10})/$", wish_for, name="wish"),
    path("llms.txt", llms_text, name="llms_text"),
]

# Without a language: one address for the whole site.
site_urlpatterns = [
    path("sitemap.xml", sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>-<int:page>.xml", sitemap_section, name="sitemap_section"),
]
