"""One settings file for every place Wuli runs; what differs comes from the environment.

Imports without environment or database, so that linters, type checks and tests can load it.
"""

from pathlib import Path

import pghistory
from csp.constants import NONCE, NONE, SELF
from environs import Env

from wuli.config.keys import KeyRing
from wuli.config.place import known_database

env = Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.str("WULI_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("WULI_DEBUG", False)
KEYS = KeyRing(env.str("WULI_KEYS", str(VAR_DIR / "keys.json")))
SECRET_KEY = KEYS.session_secret
ALLOWED_HOSTS = env.list("WULI_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("WULI_ORIGINS", [])
# Where browsers reach the site by https: then cookies, headers and passkeys hold to it.
HTTPS = env.bool("WULI_HTTPS", False)
FEDERATION = env.str("WULI_FEDERATION", "binhai")
API_RATE = env.str("WULI_API_RATE", "600/min")  # calls of one account
WULI_API = "wuli.config.api.api"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "wuli.base.accounts",  # before allauth: its pages wear our templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "allauth.usersessions",
    "csp",
    "django_cotton",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "ninja",
    "wuli.base.core",
    "wuli.base.orgs",
    "wuli.base.people",
    "wuli.mechanisms.figures",
    "wuli.programmes.activities",
    "wuli.programmes.campaigns",
    "wuli.portal",
    "wuli.demo",
]

MIDDLEWARE = [
    "wuli.base.core.metrics.Measured",
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
    "wuli.base.core.middleware.OwnLanguage",
    "wuli.base.core.failures.Failures",
    "wuli.base.core.problems.ApiProblems",
    "wuli.base.accounts.middleware.SignInLimits",
    "wuli.base.accounts.middleware.Gate",
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
                "wuli.base.accounts.context.sign_in_page",
                "wuli.portal.context.shell",
            ],
        },
    }
]

# Web processes keep a small pool; commands and jobs open one connection and close it.
POOL = {"min_size": 1, "max_size": 8, "timeout": 3} if env.bool("WULI_POOL", False) else False
DATABASE = env.dj_db_url("DATABASE_URL", known_database())
# What the address asks for beside the place, such as ?sslmode=verify-full, holds.
DATABASES = {
    "default": DATABASE | {"CONN_MAX_AGE": 0, "OPTIONS": DATABASE.get("OPTIONS", {}) | {"pool": POOL}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "wuli.base.orgs.backends.GrantBackend",
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "wuli.base.accounts.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "wuli.base.accounts.passwords.MixedValidator"},
    {"NAME": "wuli.base.accounts.passwords.NotTheNameValidator"},
    {"NAME": "wuli.base.accounts.passwords.NotLatelyUsedValidator"},
]
WULI_PASSWORD_MAX_AGE_DAYS = env.int("WULI_PASSWORD_MAX_AGE_DAYS", 90)  # 等级保护; 0: never
WULI_SMS_SENDER = env.str("WULI_SMS_SENDER", "wuli.base.accounts.senders.on_screen")

ACCOUNT_ADAPTER = "wuli.base.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "accounts:sign-in"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # accounts' own brakes: they grow, and say how long
ACCOUNT_FORMS = {
    "login": "wuli.base.accounts.forms.sign_in.PasswordForm",
    "reauthenticate": "wuli.base.accounts.forms.sign_in.ReauthenticatePasswordForm",
}
MFA_ADAPTER = "wuli.base.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of phones are seldom right to the second
MFA_TOTP_ISSUER = "五力"
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey counts as two factors only with PIN or finger
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "wuli.base.accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "wuli.base.accounts.forms.sign_in.ReauthenticateCodeForm",
    "activate_totp": "wuli.base.accounts.forms.sign_in.ActivateAppForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # SignInLimits tells when a device was last seen, once a minute
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("WULI_PROXIES", 0)
SOCIALACCOUNT_ADAPTER = "wuli.base.accounts.adapters.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
WEIXIN_KEYS = (env.str("WULI_WEIXIN_ID", ""), env.str("WULI_WEIXIN_SECRET", ""))
SOCIALACCOUNT_PROVIDERS = (
    {"weixin": {"APPS": [{"client_id": WEIXIN_KEYS[0], "secret": WEIXIN_KEYS[1], "key": ""}]}}
    if all(WEIXIN_KEYS)
    else {}
)
# The database is the cache: rate limits and used codes hold for every process.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}}

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 90 * 24 * 3600  # the longest sign-in; accounts.rules.SESSIONS ends it earlier
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, "https://open.weixin.qq.com"] if all(WEIXIN_KEYS) else [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"
# Folders with Chinese fonts for PDF beside the system's own; scripts/fonts.py fills the first.
FONT_DIRS = [Path(each) for each in env.list("WULI_FONTS", [str(VAR_DIR / "fonts")])]

PGHISTORY_APPEND_ONLY = True
PGHISTORY_LEVEL = pghistory.Statement  # type: ignore[has-type]

CSRF_FAILURE_VIEW = "wuli.base.core.failures.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
WULI_STYLEGUIDE = env.bool("WULI_STYLEGUIDE", DEBUG)
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING_CONFIG = "wuli.base.core.logs.configure"
LOGGING = {"json": env.bool("WULI_LOG_JSON", True), "level": env.str("WULI_LOG_LEVEL", "INFO")}
METRICS_TOKEN = env.str("WULI_METRICS_TOKEN", "")  # lets a scraper on another machine read /metrics
