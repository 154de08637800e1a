"""Doors for those who watch over the platform: does it live, can it serve, what does it count."""

import hmac
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker
from prometheus_client import CONTENT_TYPE_LATEST

from . import metrics as counted

WORKER_SILENT_AFTER = timedelta(seconds=60)
LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def process_answers(request: HttpRequest) -> HttpResponse:
    """/healthz: the process answers; asks nothing of the database, so that it is not killed for its sake."""
    return JsonResponse({"process": "ok"})


@never_cache
@require_safe
def ready_to_serve(request: HttpRequest) -> HttpResponse:
    """/readyz: database, migrations and job worker; 503 with the one that is not ready."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "worker": _worker,
    }
    told: dict[str, str] = {}
    for name, check in checks.items():
        try:
            told[name] = check()
        except DatabaseError:
            told[name] = "unreachable"
    ready = all(state == "ok" for state in told.values())
    return JsonResponse(told, status=200 if ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """/metrics: for scrapers on this machine, or with the token of WULI_METRICS_TOKEN; 404 for others."""
    if not _may_scrape(request):
        raise Http404
    return HttpResponse(counted.exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        told = request.headers.get("Authorization", "")
        return hmac.compare_digest(told.encode(), f"Bearer {token}".encode())
    # Behind a proxy everybody comes from loopback: then only the token opens.
    forwarded = "X-Forwarded-For" in request.headers
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not forwarded


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _worker() -> str:
    since = timezone.now() - WORKER_SILENT_AFTER
    return "ok" if ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists() else "silent"
