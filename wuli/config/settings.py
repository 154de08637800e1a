"""One settings file for every place Wuli runs; what differs comes from the environment.

Imports without environment or database, so that linters, type checks and tests can load it.
"""

from pathlib import Path

import pghistory
from environs import Env

from wuli.config.keys import load_keys

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("WULI_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("WULI_DEBUG", False)
KEYS = load_keys(env.str("WULI_KEYS", str(VAR_DIR / "keys.json")))
SECRET_KEY = KEYS.session_secret
ALLOWED_HOSTS = env.list("WULI_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("WULI_ORIGINS", [])
FEDERATION = env.str("WULI_FEDERATION", "binhai")
API_RATE = env.str("WULI_API_RATE", "600/min")  # calls of one account

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "ninja",
    "wuli.base.core",
    "wuli.base.accounts",
    "wuli.base.orgs",
    "wuli.base.people",
    "wuli.mechanisms.figures",
    "wuli.programmes.activities",
    "wuli.portal",
    "wuli.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "wuli.base.core.middleware.RequestContext",
    "wuli.base.core.problems.ApiProblems",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "wuli.config.urls"
WSGI_APPLICATION = "wuli.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                "django_cotton.cotton_loader.Loader",
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wuli.base.core.templatetags.wuli",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wuli.base.core.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", "postgresql://wuli@127.0.0.1:5432/wuli")
    | {"CONN_MAX_AGE": 0, "OPTIONS": {"pool": env.bool("WULI_POOL", False)}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "wuli.base.orgs.backends.GrantBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pghistory.Statement

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SILENCED_SYSTEM_CHECKS: list[str] = []
