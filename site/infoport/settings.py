"""Django settings, derived from the environment (`infoport.environment`)."""

from importlib.metadata import version
from ipaddress import ip_network
from pathlib import Path

from django.db.models import Field, Lookup, Transform
from django.utils.translation import gettext_lazy as _

from infoport import embedded, environment, signing
from infoport.demo.applications import AUTHORITY as APPLICATIONS_AUTHORITY
from infoport.demo.websites import AUTHORITY, NETWORK

# Our annotations say what these generic classes hold, for the type checker; Django's own classes accept no parameter.
for generic in (Field, Lookup, Transform):
    setattr(generic, "__class_getitem__", classmethod(lambda cls, _of: cls))  # noqa: B010 - mypy knows no such member

ENVIRONMENT = environment.load()
HERE = Path(__file__).resolve().parent
VERSION = version("infoport")

SECRET_KEY = signing.signing_key(ENVIRONMENT)
CREDENTIALS_KEYS = ENVIRONMENT.keys
CREDENTIALS_KEY_FILE = ENVIRONMENT.credentials_key_file
SECRETS_DIRECTORY = Path(ENVIRONMENT.secrets_directory).absolute() if ENVIRONMENT.secrets_directory else None
VAULT_ADDRESS, VAULT_AUTHORITY = ENVIRONMENT.vault_address, ENVIRONMENT.vault_authority
VAULT_TOKEN, VAULT_TOKEN_FILE = ENVIRONMENT.vault_token, ENVIRONMENT.vault_token_file
DEBUG = ENVIRONMENT.debug
DATA_DIRECTORY = ENVIRONMENT.directory
OUTGOING_NETWORKS = ENVIRONMENT.networks
INSPECTION_NETWORKS = ENVIRONMENT.inspected_networks
INSPECTION_AUTHORITIES = [ENVIRONMENT.inspection_authority] if ENVIRONMENT.inspection_authority else []
INSPECTION_PAUSE, INSPECTION_HOURS = ENVIRONMENT.inspection_pause, ENVIRONMENT.inspection_hours
if ENVIRONMENT.demo:  # its sites are on loopback, with an authority of their own
    INSPECTION_NETWORKS.append(ip_network(NETWORK))
    INSPECTION_AUTHORITIES.append(str(DATA_DIRECTORY / AUTHORITY))
PROBE_AUTHORITIES = [*INSPECTION_AUTHORITIES]
if ENVIRONMENT.demo:
    PROBE_AUTHORITIES.append(str(DATA_DIRECTORY / APPLICATIONS_AUTHORITY))
EVENT_DAYS = ENVIRONMENT.event_days
STALE_DAYS = ENVIRONMENT.stale_days
ATTACHMENT_OCTETS = ENVIRONMENT.attachment_mib << 20
PUBLIC_URL = ENVIRONMENT.public_url
EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail_host, ENVIRONMENT.mail_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail_user, ENVIRONMENT.mail_password
EMAIL_USE_TLS, EMAIL_USE_SSL = ENVIRONMENT.mail_tls == "starttls", ENVIRONMENT.mail_tls == "tls"
EMAIL_TIMEOUT, DEFAULT_FROM_EMAIL = 10, ENVIRONMENT.mail_from
REMOTE_WRITE_URL, REMOTE_WRITE_TOKEN = ENVIRONMENT.remote_write_url, ENVIRONMENT.remote_write_token
ALLOWED_HOSTS = ENVIRONMENT.hosts

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
    "inventory.declare",
    "inventory.users",
    "inventory.core",
    "inventory.extras",
    "inventory.tenancy",
    "inventory.dcim",
    "inventory.ipam",
    "inventory.circuits",
    "inventory.virtualization",
    "inventory.segments",
    "inventory.outposts",
    "inventory.services",
    "inventory.inspection",
    "inventory.conferencing",
    "inventory.works",
    "inventory.configs",
    "inventory.hall",
    "inventory.events",
    "inventory.hosting",
    "inventory.reconcile",
    "inventory.discovery",
    "monitoring.samples",
    "infoport.api",
    "infoport.ui",
]
AUTH_USER_MODEL = "users.User"

MIDDLEWARE = [
    "infoport.history.RequestIdentity",
    "infoport.ui.middleware.Policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "infoport.ui.middleware.Compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "infoport.viewing.Viewing",
    "infoport.ui.middleware.SignedIn",
    "infoport.past.AsOf",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "infoport.urls"
WSGI_APPLICATION = "infoport.wsgi.application"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
CSRF_FAILURE_VIEW = "infoport.ui.errors.csrf_failed"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "infoport.ui.context.shell",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **embedded.database(ENVIRONMENT),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    },
}
# Django turns prepared statements off for the sake of connection poolers; without them each read is planned anew, which
# takes several times as long as running it. Only `inventory.declare.fetching` prepares, and says so each time.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 5
ENFORCE_GLOBAL_UNIQUE = ENVIRONMENT.enforce_global_unique
if not ENFORCE_GLOBAL_UNIQUE:  # the database's own check of two writers at once reads it from the session
    options = DATABASES["default"].setdefault("OPTIONS", {})
    options["options"] = f"{options.get('options', '')} -c infoport.global_unique=off".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "infoport.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["infoport.api.authentication.TokenWrites"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["infoport.api.parsing.JSONBody"],
    "DEFAULT_METADATA_CLASS": "infoport.api.metadata.SpecMetadata",
    "DEFAULT_SCHEMA_CLASS": "infoport.api.openapi.SpecSchema",
    "EXCEPTION_HANDLER": "infoport.api.errors.handle",
    "COERCE_DECIMAL_TO_STRING": False,
    "UNICODE_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Infoport",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "DEFAULT_GENERATOR_CLASS": "infoport.api.openapi.Generator",
}

USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.directory / "static"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "infoport.static_files.StaticFiles"},
}
WHITENOISE_MAX_AGE = 3600

# Cookies know no port: without it in the name, two installations on one machine would log each other's visitors out.
SESSION_COOKIE_NAME = f"infoport_session_{ENVIRONMENT.port}"
CSRF_COOKIE_NAME = f"infoport_csrf_{ENVIRONMENT.port}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
X_FRAME_OPTIONS = "DENY"

# A bulk request of thousands of objects has a few megabytes; a bulk form has more fields than Django's 1,000.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None
PROCRASTINATE_IMPORT_PATHS = [
    "infoport.tasks.alerts",
    "infoport.tasks.conferencing",
    "infoport.tasks.configs",
    "infoport.tasks.discovery",
    "infoport.tasks.events",
    "infoport.tasks.figures",
    "infoport.tasks.health",
    "infoport.tasks.hosting",
    "infoport.tasks.inspecting",
    "infoport.tasks.jobs",
    "infoport.tasks.notices",
    "infoport.tasks.polling",
    "infoport.tasks.remote",
    "infoport.tasks.samples",
    "infoport.tasks.sources",
    "infoport.tasks.upkeep",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {each: {"level": "WARNING"} for each in ("procrastinate", "paramiko", "netmiko")},
}
