"""What is equal in every deployment, and the table of what may differ."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from settings.machine_translation import machine_translation
from settings.search_servers import search_backend

BASE_DIR = Path(__file__).resolve().parent.parent

# The one place that reads the environment: name=(type, default). Each is explained in .env.example.
env = environ.Env(
    AKISMET_KEY=(str, ""),
    CACHE_URL=(str, ""),
    DATA_DIR=(str, "var"),
    DAUM_WEBMASTER=(str, ""),
    DATABASE_URL=(str, ""),
    DEFAULT_FROM_EMAIL=(str, "dugeul@localhost"),
    DEMO_PASSWORD=(str, ""),
    EMAIL_URL=(str, "consolemail://"),
    FETCH_PREVIEWS=(bool, True),
    GOOGLE_SITE_VERIFICATION=(str, ""),
    HOST=(str, "127.0.0.1"),
    INDEXNOW=(bool, False),
    KAKAO_JAVASCRIPT_KEY=(str, ""),
    KAKAO_SDK_INTEGRITY=(str, ""),
    NAVER_SITE_VERIFICATION=(str, ""),
    NOTICE_MINUTES=(int, 60),
    PORT=(int, 8000),
    SEARCH_ENGINE=(str, "opensearch3"),
    SEARCH_ENGINES=(bool, True),
    SEARCH_PREFIX=(str, "dugeul_"),
    SEARCH_REPORT_DAYS=(int, 90),
    SEARCH_URL=(str, ""),
    SECRET_KEY=(str, ""),
    SERVE_MEDIA=(bool, True),
    SITE_NAME=(str, "두글"),
    SITE_URL=(str, ""),
    TRANSLATION_API_KEY=(str, ""),
    TRANSLATION_ENDPOINT=(str, ""),
    TRANSLATION_MODEL=(str, ""),
    TRANSLATION_PROVIDER=(str, ""),
    TRUSTED_PROXIES=(int, 0),
    WEB_THREADS=(int, 4),
    WEB_WORKERS=(int, 2),
)

DATA_DIR = (BASE_DIR / env("DATA_DIR")).resolve()
SITE_URL = env("SITE_URL").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
DEMO_PASSWORD = env("DEMO_PASSWORD")
SERVE_MEDIA = env("SERVE_MEDIA")
FETCH_PREVIEWS = env("FETCH_PREVIEWS")
HOST, PORT = env("HOST"), env("PORT")
TRUSTED_PROXIES = env("TRUSTED_PROXIES")
WEB_WORKERS, WEB_THREADS = env("WEB_WORKERS"), env("WEB_THREADS")


def _code_of(name: str, form: str, example: str) -> str:
    """A code that a search engine gave to the owner. A line break in it would be a rule of robots.txt of its own."""
    value = env(name).strip()
    if value and not re.fullmatch(form, value):
        raise ImproperlyConfigured(f"{name} must be the code alone, like {example}; it is {value!r}")
    return value


SEARCH_ENGINES = env("SEARCH_ENGINES")
GOOGLE_SITE_VERIFICATION = _code_of("GOOGLE_SITE_VERIFICATION", r"[\w-]+", "aBc123_xyz")
NAVER_SITE_VERIFICATION = _code_of("NAVER_SITE_VERIFICATION", r"[\w-]+", "0a1b2c3d4e")
DAUM_WEBMASTER = _code_of("DAUM_WEBMASTER", r"#?DaumWebMasterTool:[!-~]+:[!-~]+", "DaumWebMasterTool:0a1b:2c3d==")
CLOSED_TO_ROBOTS = ["/admin/", "/_util/", "/en/_util/", "/search/", "/en/search/"]

# Whoever keeps robots out has no news for them.
INDEXNOW = env("INDEXNOW") and SEARCH_ENGINES
INDEXNOW_ENDPOINT = "https://api.indexnow.org/indexnow"  # it tells Bing, Naver, Seznam, Yandex and Yep

INSTALLED_APPS = [
    "home",
    "blog.comments",
    "blog.translation",
    "blog",
    "search",
    "ops",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "ops.head_requests.HeadRequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ops.compression.PublicCompressionMiddleware",
    "ops.security_headers.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ops.language.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "ops.outage.DatabaseOutageMiddleware",
]

ROOT_URLCONF = "settings.urls"
WSGI_APPLICATION = "settings.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Write-ahead log, and the write lock at BEGIN, so that a writer waits instead of failing. CONN_MAX_AGE None keeps the
# log open between requests. Measured: 0 refused writes of 8,601 where Django's defaults refuse 45 %.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": str(DATA_DIR / "db.sqlite3"),
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000; "
            "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
        ),
    },
}
POSTGRESQL = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": {**env.db("DATABASE_URL"), **POSTGRESQL} if env("DATABASE_URL") else SQLITE}

# Files rather than memory: every worker must see at once that a picture's sizes were made anew.
FILE_CACHE = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(DATA_DIR / "cache"),
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}
CACHES = {"default": env.cache("CACHE_URL") if env("CACHE_URL") else FILE_CACHE}

AUTHENTICATION_BACKENDS = ["home.rights.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Korean is the language of an address without a prefix. Wagtail creates its first locale from LANGUAGE_CODE: never
# change it. `locale/wagtail` completes the Korean of the admin.
LANGUAGE_CODE = "ko"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("ko", "한국어"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "wagtail"]
TIME_ZONE = "Asia/Seoul"
USE_I18N = USE_TZ = WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ops.staticfiles.HashedStaticFilesStorage"},
}

PUBLIC_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}
ADMIN_CSP = {
    **PUBLIC_CSP,
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "blob:", "data:"],
    "frame-src": ["'self'", "https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    "frame-ancestors": ["'self'"],
}
# KakaoTalk's button, whose script is asked for on a click only. The hash is that of exactly this version.
KAKAO_JAVASCRIPT_KEY, KAKAO_SDK_INTEGRITY = env("KAKAO_JAVASCRIPT_KEY"), env("KAKAO_SDK_INTEGRITY")
KAKAO_SDK = "https://t1.kakaocdn.net/kakao_js_sdk/2.7.5/kakao.min.js"
KAKAO_CSP = {
    "script-src": "https://t1.kakaocdn.net",
    "connect-src": "https://kapi.kakao.com",
    "form-action": "https://sharer.kakao.com",
}
if KAKAO_JAVASCRIPT_KEY and KAKAO_SDK_INTEGRITY:
    PUBLIC_CSP |= {directive: [*PUBLIC_CSP[directive], source] for directive, source in KAKAO_CSP.items()}
X_FRAME_OPTIONS = "DENY"  # Wagtail's previews, which stand in a frame, say SAMEORIGIN themselves
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

EMAIL_CONFIG = env.email("EMAIL_URL")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # a mail server that does not answer must not stop the worker
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL")

# Translators are told of changed originals by mail where there is a mail server, at most every so many minutes, and
# when nothing has changed for a while.
NOTICES_BY_MAIL = EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
NOTICE_INTERVAL = timedelta(minutes=max(1, env("NOTICE_MINUTES")))
NOTICE_QUIET = min(timedelta(minutes=10), NOTICE_INTERVAL)

# Comments are shown to Akismet where the operator has a key for it; mail to readers goes out where there is a server.
AKISMET_KEY = env("AKISMET_KEY")
AKISMET_ENDPOINT = "https://rest.akismet.com/1.1"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long article in the editor has thousands of form fields

# Wagtail's tasks run at once; its indexes are written once where a page is saved several times. What is to be found by
# the search is noted in the same transaction, and the worker writes the index (`index_changes`).
TASKS = {
    "default": {
        "BACKEND": "ops.tasks.ImmediateOrOnce",
        "OPTIONS": {"handed_on": {"modelsearch.tasks.insert_or_update_object_task": "search.freshness.note"}},
    }
}
SEARCH_IN_BACKGROUND = True

# What the worker does, and every how many seconds.
WORKER_JOBS = {
    "publish_scheduled": 30,
    "prepare_pictures": 30,
    "fetch_previews": 30,
    "index_changes": 2,
    "run_jobs": 5,
    "update_memory": 30,
    **({"announce_changes": 60} if INDEXNOW else {}),
    **({"send_notices": 60} if NOTICES_BY_MAIL else {}),
    "mail_comments": 30,
    "tidy_comments": 3_600,
    "forget_visitors": 3_600,
    "forget_searches": 3_600,
    "clearsessions": 86_400,
}
# These may take long, so each has a thread of its own: nothing that is scheduled waits for them.
SLOW_WORKER_JOBS = {"run_jobs", "index_changes"}

WAGTAIL_SITE_NAME = env("SITE_NAME")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_USER_LOGIN_FORM = "home.login.LabelledLoginForm"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILSEARCH_BACKENDS = {"default": search_backend(env("SEARCH_URL"), env("SEARCH_ENGINE"), env("SEARCH_PREFIX"))}

SEARCH_REPORT_DAYS = WAGTAILSEARCH_HITS_MAX_AGE = max(0, env("SEARCH_REPORT_DAYS"))

WAGTAILIMAGES_IMAGE_MODEL = "blog.BlogImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "blog.viewsets.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000  # a 14 KB PNG of 121 megapixels costs a worker 725 MB
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # Wagtail itself asks no other site; blog.unfurling does

# Who drafts translations; nobody, unless the operator says so. wagtail-localize's own way to machines stays off.
TRANSLATION = machine_translation(
    env("TRANSLATION_PROVIDER"), env("TRANSLATION_API_KEY"), env("TRANSLATION_ENDPOINT"), env("TRANSLATION_MODEL")
)

# Submitting an English translation must never publish Korean text; a deleted original keeps its translation's data.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True
