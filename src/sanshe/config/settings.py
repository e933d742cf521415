"""The one settings file. What differs between installations comes from the environment:

DATABASE_URL               PostgreSQL ≥ 15, the application's role; unset: the embedded server
SANSHE_DATABASE_OWNER_URL  the role that owns the tables (migrate, restore); unset: as DATABASE_URL
SANSHE_AS_OWNER            1: connect as that owner (set by the commands that need it)
SANSHE_DATA                folder for the embedded database, media and the secret key; unset: var/
SANSHE_SECRET_KEY          unset: made once and kept in SANSHE_DATA
SANSHE_HOSTS               host names served, comma-separated; unset: this machine only
SANSHE_ADDRESS             the public address, as it stands in messages and under QR codes; unset: this machine
SANSHE_HTTPS               1: served over HTTPS, cookies are marked secure, HSTS is sent
SANSHE_EMAIL               mail server, "smtps://user:password@host:465?from=board@example.org" (smtp:// uses STARTTLS)
SANSHE_GATEWAY             for text messages and WeChat, "https://gateway key": see kernel.message_backends.HttpsBackend
SANSHE_SIGN_IN_WECHAT      app id and secret, "wx123:abc": a button to sign in with WeChat
SANSHE_SIGN_IN_OIDC        an OpenID Connect provider, "name https://issuer client-id secret": a button for it
SANSHE_EMBEDDINGS          folder of a local model (model.onnx, vocab.txt) that compares meanings; unset: words alone
SANSHE_DEMO                1: sign-in links and one-time codes are printed to the console
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from sanshe.config.env import (
    database,
    env_flag,
    env_folder,
    env_list,
    env_text,
    gateway,
    mail_server,
    secret_key,
    sign_in_providers,
)
from sanshe.kernel.embedded_postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = Path(__file__).resolve().parents[1]
DATA = Path(env_text("SANSHE_DATA") or ROOT / "var").resolve()

DEBUG = False
PUBLIC_ADDRESS = env_text("SANSHE_ADDRESS").rstrip("/") or "http://127.0.0.1:8000"
DEMO = env_flag("SANSHE_DEMO")
HTTPS = env_flag("SANSHE_HTTPS")
SECRET_KEY = secret_key(DATA)
ALLOWED_HOSTS = env_list("SANSHE_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.weixin",
    "procrastinate.contrib.django",
    "sanshe.kernel",
    "sanshe.domain.texts",
    "sanshe.domain.taxonomy",
    "sanshe.domain.places",
    "sanshe.domain.people",
    "sanshe.domain.notifications",
    "sanshe.domain.organisations",
    "sanshe.domain.ledger",
    "sanshe.domain.boards",
    "sanshe.domain.catalogue",
    "sanshe.domain.exchange",
    "sanshe.domain.trust",
    "sanshe.domain.clearing",
    "sanshe.domain.referrals",
    "sanshe.domain.insight",
    "sanshe.domain.proxy",
    "sanshe.domain.privacy",
    "sanshe.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sanshe.web.middleware.InstantMiddleware",
]

ROOT_URLCONF = "sanshe.config.urls"
ASGI_APPLICATION = "sanshe.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "sanshe.web.context.page",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "sanshe.web.templatetags.house",
                "sanshe.web.templatetags.look",
                "sanshe.web.templatetags.slips",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

_app_url = env_text("DATABASE_URL") or EmbeddedPostgres(DATA / "postgres").url(role="app")
_owner_url = (
    env_text("SANSHE_DATABASE_OWNER_URL")
    or env_text("DATABASE_URL")
    or EmbeddedPostgres(DATA / "postgres").url(role="owner")
)
AS_OWNER = env_flag("SANSHE_AS_OWNER")
DATABASES = {
    "default": database(
        _owner_url if AS_OWNER else _app_url,
        pool={"min_size": 1, "max_size": 16, "timeout": 20},
    )
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "media/"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

# People sign in by phone; other services only vouch for whom they know already (web.people.elsewhere).
SOCIALACCOUNT_ONLY = True
SOCIALACCOUNT_ADAPTER = "sanshe.web.people.elsewhere.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
SOCIALACCOUNT_PROVIDERS = sign_in_providers(
    wechat=env_text("SANSHE_SIGN_IN_WECHAT"), oidc=env_text("SANSHE_SIGN_IN_OIDC")
)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 180 * 24 * 3600  # an elder should not have to sign in again each week
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "sanshe.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}
PROCRASTINATE_ON_APP_READY = "sanshe.kernel.upkeep.tasks.prepare"

# Messages leave through these, by kind of channel (see kernel.message_backends); on the console where none is named.
SANSHE_GATEWAY_URL, SANSHE_GATEWAY_KEY = gateway(env_text("SANSHE_GATEWAY"))
_CONSOLE = "sanshe.kernel.message_backends.ConsoleBackend"
_GATEWAY = "sanshe.kernel.message_backends.HttpsBackend" if SANSHE_GATEWAY_URL else _CONSOLE
_MAIL = mail_server(env_text("SANSHE_EMAIL"))
SANSHE_MESSAGE_BACKENDS = {
    "sms": _GATEWAY,
    "wechat": _GATEWAY,
    "email": "sanshe.kernel.message_backends.EmailBackend" if _MAIL else _CONSOLE,
}
EMAIL_HOST, EMAIL_PORT = _MAIL.get("host", "localhost"), _MAIL.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.get("user", ""), _MAIL.get("password", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.get("is_ssl", False), _MAIL.get("is_starttls", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _MAIL.get("sender", "sanshe@localhost")

SANSHE_EMBEDDINGS = env_folder("SANSHE_EMBEDDINGS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sanshe": {"level": "INFO"}},
}
