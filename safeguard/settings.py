"""Settings: everything that differs between installations comes from the environment, typed, and fails loudly."""

import os
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from safeguard.lib.logs import form_of, settings_for
from safeguard.lib.maildomains import PERSONAL_DOMAINS, is_personal
from safeguard.lib.secrets import parts, secret, secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# Written by `make run` so that manage.py beside it speaks to the same servers; real variables win.
env.read_env(BASE_DIR / ".local" / "run.env", overwrite=False)
env.ENVIRON = {name: value for name, value in os.environ.items() if value}  # empty is not set: compose names them all

# --- What this installation is -------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SITE_URL = env.str("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
RELEASE = env.str("RELEASE", default="")  # of this build, by whoever builds it; shown to ICT
DSL_PHONE = env.str("DSL_PHONE", default="")  # shown on the static 500 page, where no database is asked

# --- Secrets ---------------------------------------------------------------------------------------
# Each may stand in a file instead (NAME_FILE). FALLBACKS: keys of before, newest first (docs/decisions/0020).
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = secrets("SECRET_KEY_FALLBACKS")
AUDIT_KEY = secret("AUDIT_KEY")  # keys the digests of evidence: kept outside the database
AUDIT_KEY_FALLBACKS = secrets("AUDIT_KEY_FALLBACKS")  # kept as long as the evidence: it is never written again
LINK_KEY = secret("LINK_KEY")  # makes the tokens of links to families: kept outside the database
LINK_KEY_FALLBACKS = secrets("LINK_KEY_FALLBACKS")
MAIL_KEY = secret("MAIL_KEY")  # a Fernet key: sign-in mail is encrypted with it while it waits
MAIL_KEY_FALLBACKS = secrets("MAIL_KEY_FALLBACKS")

# --- Database: two roles (docs/decisions/0004) -----------------------------------------------------
DATABASE_ROLE = env.str("DATABASE_ROLE", default="app")
_app_database = parts(secret("DATABASE_URL"), of="DATABASE_URL", by=env.db_url_config, needs="USER")
DATABASE_APP_ROLE = _app_database["USER"]
# What runs all day need not know the owner's password.
_database = _app_database
if DATABASE_ROLE == "owner":
    _database = parts(secret("DATABASE_OWNER_URL"), of="DATABASE_OWNER_URL", by=env.db_url_config, needs="USER")
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # without it the first request after a database restart fails
        "OPTIONS": {
            **_database.get("OPTIONS", {}),  # sslmode and such
            # Values bound by the server stay out of the database's own error log.
            "server_side_binding": True,
            "connect_timeout": 5,
            "prepare_threshold": 5,  # planned once for a connection (docs/decisions/0017 says what a pooler must do)
            "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        },
    }
}
if DATABASE_ROLE == "owner":
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=2s"  # a migration never queues everybody
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in sessions, cache and rate limits are in PostgreSQL: Redis carries Celery and nothing else.
SESSION_ENGINE = "safeguard.sign_ins"  # rows that know their person: each can be listed, and ended
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "safeguard_cache"}}

# --- Apps, in the order of the house ---------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",  # its exclusion constraint, and ranges
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "django_htmx",
    "safeguard.lib",
    "safeguard.audit",
    "safeguard.notifications",
    "safeguard.practitioners",
    "safeguard.storage",
    "safeguard.policies",
    "safeguard.escalation",
    "safeguard.duties",
    "safeguard.platforms",
    "safeguard.people",
    "consent",
    "sessions_app",
    "incidents",
    "safeguard.reports",
    "safeguard.desk",
]
if DEMO:
    INSTALLED_APPS.append("safeguard.demo")

MIDDLEWARE = [
    "safeguard.middleware.RequestIdMiddleware",  # the first, so that every answer has its line in the log
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "safeguard.middleware.NoStoreMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "safeguard.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "safeguard.middleware.SignInAgeMiddleware",
    "safeguard.middleware.SignInRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "safeguard.middleware.SecondFactorMiddleware",
    "safeguard.middleware.RaiseOnlyMiddleware",
    "safeguard.middleware.OwnFormMiddleware",
    # After sign-in and second factor: a form with a stale token is shown again only to who may see it.
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "safeguard.urls"
WSGI_APPLICATION = "safeguard.wsgi.application"

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
                "safeguard.context.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["safeguard"]
CRISPY_TEMPLATE_PACK = "safeguard"
CRISPY_FAIL_SILENTLY = False

# --- Sign-in (django-allauth) ----------------------------------------------------------------------
AUTH_USER_MODEL = "practitioners.User"
# Whom the outbox asks when somebody is at work: it imports nobody to its right.
STAFF_HOURS = "safeguard.policies.selectors.hours.hours_of"
AUTHENTICATION_BACKENDS = ["safeguard.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["full_name", "email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "safeguard.practitioners.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator makes the account, with a work address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # never write to a stranger's address
ACCOUNT_EMAIL_NOTIFICATIONS = True  # in our own words (safeguard.practitioners.adapters)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Beside allauth's own. Sign-ins that failed: of one account in five minutes (its right password waits too), and from
# one address in a minute; many people of an office share one.
# What comes by the public form is never refused: beyond this, of one address or of all, people are told of it together.
ACCOUNT_RATE_LIMITS = {
    "first_account": "10/10m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "single_sign_on": "60/m/ip",
    "tell_us": "5/10m/ip,30/10m/key",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "safeguard.lib.tokens.ResetTokens"  # noqa: S105 - a path
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "safeguard.practitioners.adapters.display_name"
# An administrator gives the address and nobody verifies it; without this, whoever has chosen a password by a link from
# their mail could never set up a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {"add_webauthn": "safeguard.practitioners.forms.passkeys.AddPasskeyForm"}
MFA_TOTP_ISSUER = "Safeguard"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = env.bool("ALLOW_INSECURE_PASSKEYS", default=DEMO)
# Safeguarding roles need a second factor; a demonstration lets its visitors in without one.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEMO)

# The organisation's own sign-in, by OpenID Connect; off without an issuer (docs/decisions/0029).
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = secret("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="")  # what people call it; shown on the button
# Its word for a second factor is taken, by method (amr) or by one of these classes (acr).
OIDC_TRUST_MFA = env.bool("OIDC_TRUST_MFA", default=False)
OIDC_MFA_ACR = env.list("OIDC_MFA_ACR", default=[])
if OIDC_ISSUER:
    if not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    if urlsplit(OIDC_ISSUER).scheme != "https" and urlsplit(OIDC_ISSUER).hostname not in ("127.0.0.1", "localhost"):
        raise ImproperlyConfigured("OIDC_ISSUER must be an https address.")

# --- Browser and transport --------------------------------------------------------------------------
SECURE_TRANSPORT = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_TRANSPORT
SESSION_COOKIE_AGE = 16 * 3600  # seconds: rules.AT_MOST of practitioners; a working day or an idle hour end it earlier
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds; an invitation has to outlast a weekend
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "safeguard.views.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if SECURE_TRANSPORT else 0
SECURE_SSL_REDIRECT = SECURE_TRANSPORT
SECURE_REDIRECT_EXEMPT = ["^health/"]  # asked from inside, without TLS
SECURE_REFERRER_POLICY = "same-origin"
# Behind a proxy its word is taken for the scheme, and the visitor's address (rate limits of sign-in) is the one that
# the outermost of our own PROXY_COUNT proxies saw: whatever a visitor writes into X-Forwarded-For stands before it.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1) if BEHIND_PROXY else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576  # bytes: twenty long texts; nothing is uploaded
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# --- Words and time ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]  # Welsh joins with its catalogue
LOCALE_PATHS = [BASE_DIR / "safeguard" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/London"
FORMAT_MODULE_PATH = ["safeguard.lib.formats"]

# --- Files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
STATIC_ROOT = BASE_DIR / ".local" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is stored in files
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Messages -----------------------------------------------------------------------------------------
EMAIL_BACKEND = "safeguard.notifications.backends.OutboxBackend"  # even sign-in mail waits in the outbox
_email = parts(secret("EMAIL_URL"), of="EMAIL_URL", by=env.email_url_config, needs="EMAIL_HOST")
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
if EMAIL_USE_TLS and EMAIL_PORT == 465:  # smtps, too, is read as STARTTLS: nothing would ever leave
    raise ImproperlyConfigured("EMAIL_URL: port 465 needs smtp+ssl://; smtp+tls:// and smtps:// are for port 587.")
EMAIL_TIMEOUT = 5  # seconds; a batch of five must end before its lease of 30
# Nobody's work address lies there (ORG-13), and no message of ours leaves from there (SEC-08).
PERSONAL_MAIL_DOMAINS = env.list("PERSONAL_MAIL_DOMAINS", default=sorted(PERSONAL_DOMAINS))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="Safeguard <alerts@localhost>")
# Where a message must not let on who wrote it (practice B14): without a name, or a mailbox of another domain.
NEUTRAL_FROM_EMAIL = env.str("MAIL_FROM_NEUTRAL", default=parseaddr(DEFAULT_FROM_EMAIL)[1])
for _name, _sender in (("MAIL_FROM", DEFAULT_FROM_EMAIL), ("MAIL_FROM_NEUTRAL", NEUTRAL_FROM_EMAIL)):
    if is_personal(parseaddr(_sender)[1], PERSONAL_MAIL_DOMAINS):
        raise ImproperlyConfigured(
            f"{_name}: messages leave from an address of the organisation, never a personal one."
        )
SMS_URL = secret("SMS_URL", default="")  # an Apprise address with {to}; empty: no second channel
# The same for texts that must not let on who wrote them (practice B14): with a sender that is a number, and no name.
NEUTRAL_SMS_URL = secret("SMS_URL_NEUTRAL", default="") or SMS_URL

# --- Being watched from outside ------------------------------------------------------------------------
# Pinged each minute while alerts leave: a service outside this machine that tells somebody when the pings stop.
WATCHDOG_URL = secret("WATCHDOG_URL", default="")
_watchdog = urlsplit(WATCHDOG_URL)
_LOCAL = {("http", "127.0.0.1"), ("http", "localhost")}
if WATCHDOG_URL and not (_watchdog.scheme == "https" or (_watchdog.scheme, _watchdog.hostname) in _LOCAL):
    raise ImproperlyConfigured("WATCHDOG_URL must be an https address.")

# --- Celery: wakes what PostgreSQL owns (reliability over speed) -------------------------------------
CELERY_BROKER_URL = secret("REDIS_URL")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,  # seconds; longer than any task may run
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "health_check_interval": 10,
    "max_retries": 0,  # else each publish waits 6 s for a broker that is away, and the person who raised it with it
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 55
CELERY_TASK_DEFAULT_QUEUE = "reminders"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Logs: route names and ids, never a body, a query string or the values in an error ----------------
LOGGING = settings_for(form=form_of(os.environ), level=env.str("LOG_LEVEL", default="INFO"))
