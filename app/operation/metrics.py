"""What Prometheus is told at /metrics."""

import logging
from collections.abc import Callable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.answer.events import EXTRACTIVE, Answer
from app.operation.queue import Queue
from corpus.errors import GusuError
from index.generation import Generation

log = logging.getLogger(__name__)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The figures of one server; thread-safe. ``live`` gives the generation in use."""

    def __init__(self, live: Callable[[], Generation], queue: Queue) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(_Store(live))
        self.requests = Counter(
            "gusu_http_requests", "Requests that were answered.", ("method", "route", "status"), registry=registry
        )
        self.request_seconds = Histogram(
            "gusu_http_request_seconds",
            "From a request to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.questions = Counter(
            "gusu_questions",
            "Questions of the page and the API. outcome: answered, refused (the sources do not tell), stopped, failed.",
            ("outcome", "answerer"),
            registry=registry,
        )
        self.stages = Histogram(
            "gusu_stage_seconds",
            "Stages of an answer: understand, embed, search, evidence, first_token, total.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.dropped = Counter(
            "gusu_sentences_dropped", "Sentences of a chat model that no source carries, left out.", registry=registry
        )
        self.failures = Counter(
            "gusu_chat_model_failures", "Answers that a chat model did not finish.", registry=registry
        )
        self.answering = Gauge("gusu_answering", "Answers in the making, of the page and the API.", registry=registry)
        waiting = Gauge("gusu_queue_waiting", "Questions of the API that wait for their turn.", registry=registry)
        waiting.set_function(lambda: queue.waiting)
        running = Gauge("gusu_queue_running", "Questions of the API that have their turn.", registry=registry)
        running.set_function(lambda: queue.running)

    def answered(self, answer: Answer, outcome: str) -> None:
        """Count an answer that has its end."""
        kind = "extractive" if answer.answerer == EXTRACTIVE else "chat_model"  # a few values, whatever is named
        self.questions.labels(outcome, kind).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self.stages.labels(stage).observe(milliseconds / 1000)
        self.dropped.inc(len(answer.dropped))
        if answer.failure:
            self.failures.inc()

    def broken_off(self, outcome: str) -> None:
        """Count a question whose answer was not completed."""
        self.questions.labels(outcome, "none").inc()

    def text(self) -> bytes:
        """All of them, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Store(Collector):
    """The live generation, looked at when it is asked for."""

    def __init__(self, live: Callable[[], Generation]) -> None:
        self._live = live

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """None are named before they are asked for: that would open the store."""
        yield from ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What is live now; nothing where the store cannot be reached, as that is when the other figures are wanted."""
        try:
            generation = self._live()
        except GusuError as error:
            log.warning("the metrics tell nothing of the store: %s", error)
            return
        manifest = generation.manifest
        yield GaugeMetricFamily("gusu_store_generation", "Number of the live generation.", generation.number)
        yield GaugeMetricFamily("gusu_store_articles", "Articles in it.", manifest.articles)
        yield GaugeMetricFamily("gusu_store_passages", "Passages in it.", manifest.passages)
