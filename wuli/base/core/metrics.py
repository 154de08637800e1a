"""Metrics for Prometheus: requests by route, method and status with their time, and jobs by state.

Labels are route names, never addresses: an address may hold the key of a person.
"""

import os
import time
from collections.abc import Callable, Iterator

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter("wuli_requests_total", "Requests answered", ["route", "method", "status"])
SECONDS = Histogram(
    "wuli_request_seconds",
    "Time to answer a request",
    ["route", "method"],
    buckets=[0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
)


class Measured:
    """Middleware, outermost: counts every answer and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve and measure."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        route = (match.view_name or match.route) if match else "none"
        method = (
            request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "?"
        )
        SECONDS.labels(route, method).observe(time.perf_counter() - began)
        REQUESTS.labels(route, method, response.status_code).inc()
        return response


class Jobs(Collector):
    """Jobs by queue and state, counted when asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge from the table of jobs; finished ones are cleared away nightly."""
        from django.db.models import Count
        from procrastinate.contrib.django.models import ProcrastinateJob

        family = GaugeMetricFamily("wuli_jobs", "Jobs by queue and state", labels=["queue", "state"])
        counted = ProcrastinateJob.objects.values_list("queue_name", "status").annotate(Count("id"))
        for queue, state, number in counted.order_by("queue_name", "status"):
            family.add_metric([queue, state], number)
        yield family


def exposition() -> bytes:
    """All metrics in Prometheus' text form; of all server processes together where they share a folder."""
    own = CollectorRegistry()
    own.register(Jobs())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(own)
        return generate_latest(own)
    return generate_latest(own) + generate_latest()
