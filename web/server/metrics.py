"""Prometheus metrics. Imported after the fork: if there are several processes, each writes its own into one folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from flask import Flask, Response, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from compare.errors import NotAllowedError, ParallaxError
from compare.services.service import Parallax
from web.server.logs import route
from web.server.permissions import is_local
from web.setting_types import Who

_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class _ArchiveCollector(Collector):
    """The contents of the archive at the time of the request."""

    def __init__(self, service: Parallax) -> None:
        self._service = service

    def collect(self) -> Iterable[Metric]:
        """The gauges; none if the archive cannot be read."""
        try:
            articles, events = self._service.count()
            jobs = self._service.jobs.waiting()
        except ParallaxError:
            return
        yield GaugeMetricFamily("parallax_articles", "Stored articles.", articles)
        yield GaugeMetricFamily("parallax_events", "Stored events.", events)
        yield GaugeMetricFamily("parallax_jobs_waiting", "Jobs that have not ended.", jobs)


def register(app: Flask, readers: Who) -> None:
    """Time every request, and serve the metrics at /metrics to `readers`."""
    own = CollectorRegistry()
    labels = ["method", "route", "status"]
    seconds = Histogram("parallax_request_seconds", "Time to answer.", labels, registry=own, buckets=_BUCKETS_S)

    @app.after_request
    def observe(response: Response) -> Response:
        elapsed = time.perf_counter() - g.began if "began" in g else 0.0
        seconds.labels(request.method, route(), response.status_code).observe(elapsed)
        return response

    def metrics() -> Response:
        if readers == "none" or (readers == "local" and not is_local(request)):
            raise NotAllowedError(
                "Metrics are available only on the machine that runs Parallax (set "
                "PARALLAX_METRICS=all to change that)."
            )
        held = CollectorRegistry()
        held.register(_ArchiveCollector(current_app.extensions["parallax"]))
        return Response(generate_latest(_of_all(own)) + generate_latest(held), content_type=CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", view_func=metrics)  # not `app.get`: it is not part of the documented API


def _of_all(own: CollectorRegistry) -> CollectorRegistry:
    """The metrics of all processes, or of this one if it is the only one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return own
    every = CollectorRegistry()
    MultiProcessCollector(every)
    return every
