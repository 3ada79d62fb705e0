"""Settings, read from the environment; every default is safe for production.

Nothing is written outside DATA_DIR: the embedded database, the generated secret and uploaded documents live there.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

RELEASE = "0.1.0"
"""Version of the software as people read it."""


def _flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _number(name: str, default: int) -> int:
    """A whole number of the environment, 0 or more."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f'{name} is a whole number, 0 or more, not "{text}".')
    return int(text)


def _generated_secret() -> str:
    """The secret kept in DATA_DIR, made once; readable by its owner alone."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(64))
    return path.read_text().strip()


DEBUG = _flag("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or _generated_secret()
ALLOWED_HOSTS = [
    host.strip() for host in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host.strip()
]
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").rstrip("/")
"""Address under which the public reaches the site; permanent links are relative where it is empty."""

SQLITE_INIT = (
    "PRAGMA page_size=8192;PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
    "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;PRAGMA wal_autocheckpoint=4000;"
)
"""Page size before WAL: it cannot be changed later, and 4 kB pages hold one version each (docs/decisions)."""


VOLATILE_INIT = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
"""In WAL mode NORMAL waits for the disk only when the log is written back, so it costs what OFF costs here, and a
power cut cannot tear the file, which would keep everybody from signing in. The queue needs no less."""


POSTGRES_OPTIONS = "-c plan_cache_mode=force_custom_plan"
"""A plan that is kept for all values knows none: the newest of a million entries of which none is a redaction, say."""


EMBEDDED = "tracker.sqlite"
"""Django's engine for SQLite, with a queue in which its writers wait."""


def _database() -> dict[str, object]:
    default = f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}"
    config: dict[str, object] = dict(dj_database_url.parse(os.environ.get("DATABASE_URL") or default))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = EMBEDDED
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_INIT}
        config["CONN_MAX_AGE"] = 60  # closing the last connection writes the file's log back, which takes milliseconds
        config["TEST"] = {"NAME": os.environ.get("TEST_SQLITE_NAME") or str(DATA_DIR / "test.sqlite3")}
    else:
        config["CONN_MAX_AGE"] = 0
        asked = cast("dict[str, object]", config.get("OPTIONS", {}))  # what the address says: sslmode, options
        config["OPTIONS"] = {
            **asked,
            "pool": {"min_size": 0, "max_size": 8, "timeout": 5},
            "options": f"{asked.get('options', '')} {POSTGRES_OPTIONS}".strip(),
        }
    return config


def _volatile_database() -> dict[str, object]:
    """The file for what may be lost (tracker/volatile), beside an embedded database only."""
    test_name = os.environ.get("TEST_SQLITE_NAME")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA_DIR / "volatile.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": VOLATILE_INIT},
        "CONN_MAX_AGE": 60,
        "TEST": {"NAME": f"{test_name}-volatile" if test_name else str(DATA_DIR / "test-volatile.sqlite3")},
    }


DATABASES = {"default": _database()}
if DATABASES["default"]["ENGINE"] == EMBEDDED:
    DATABASES["volatile"] = _volatile_database()
DATABASE_ROUTERS = ["tracker.volatile.router.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "tracker.apps.TrackerConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "corsheaders",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.web.compression.CompressedPages",
    "corsheaders.middleware.CorsMiddleware",
    "api.limits.RateLimits",
    "tracker.web.stack.Sessions",
    "tracker.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tracker.web.stack.SignedIn",
    "tracker.web.stack.Messages",
    "tracker.web.account.KeptForms",
    "tracker.web.door.PageDoor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.web.stack.ContentPolicy",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
ASGI_APPLICATION = "tracker.asgi.application"
AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["tracker.web.account.NameOrEmail"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_ENGINE = "tracker.web.sessions"
PASSWORD_RESET_TIMEOUT = 24 * 3600
"""Seconds for which a link that sets a password is good; it is spent with its first use."""
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "tracker.web.account.forged"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"

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
                "django.template.context_processors.i18n",
            ],
        },
    },
]

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "limits"),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
"""`limits` counts attempts to sign in; every process on the machine shares it."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
BACKGROUND = [
    "tracker.ledger.snapshots",
    "tracker.ledger.unfinished",
    "tracker.intake.background",
    "tracker.web.digests",
]
"""Modules that define tasks; the worker imports them (tracker/volatile/queue.py says how to write one)."""

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "documents")},
    },
    "staticfiles": {
        "BACKEND": os.environ.get("STATICFILES_BACKEND", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}

EMAIL_URL = os.environ.get("EMAIL_URL", "")
"""smtp://user:password@host:587 (STARTTLS), smtps://… (TLS at once), smtp+plain://… (neither); empty: no mail."""


def _mail_settings(url: str) -> dict[str, object]:
    """Django's settings for mail, from one address; without one, messages go to the console."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps", "smtp+plain") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://, smtps:// or smtp+plain://, and names a host.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 587, "smtps": 465, "smtp+plain": 25}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


globals().update(_mail_settings(EMAIL_URL))
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("MAIL_FROM") or CONTACT_EMAIL or "tracker@localhost"
"""Where readers report a concern about a figure; the pages name the site's operator where it is empty."""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
"""A pasted article has 80 rows of twenty-odd fields and some reasons, and comes back as one form."""
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = _flag("HTTPS")
"""Set behind a proxy that ends TLS: cookies become secure-only and browsers are told to stay on HTTPS."""
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

TRUSTED_PROXIES = _number("TRUSTED_PROXIES", 1 if HTTPS else 0)
"""How many proxies of our own stand in front, each adding the address it saw to X-Forwarded-For; 0 believes none."""

WEB_CONCURRENCY = max(1, _number("WEB_CONCURRENCY", 1))
"""Server processes; Gunicorn's settings say how many there are (tools/gunicorn_conf.py)."""
KEPT_PAGES_MB = _number("KEPT_PAGES_MB", 16)
"""Room in each server process for public pages that it answers again for a minute; 0 for none."""
API_LIMIT_ANONYMOUS = _number("API_LIMIT_ANONYMOUS", 600)
API_LIMIT_READ = _number("API_LIMIT_READ", 3_000)
API_LIMIT_WRITE = _number("API_LIMIT_WRITE", 300)
"""Requests a minute: of an address without a key, and of a key that reads and that writes; 0 for no limit."""

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/.*$"
CORS_ALLOW_METHODS = ("GET", "HEAD", "OPTIONS")
CORS_EXPOSE_HEADERS = ("ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "api.errors.problem_response",
    "UNAUTHENTICATED_USER": None,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django_tasks_db": {"level": "ERROR"}},  # that a worker starts and ends is no news
}
