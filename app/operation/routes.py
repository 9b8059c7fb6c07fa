"""What those who run the server ask it: /healthz, /readyz, /metrics."""

from concurrent.futures import Future

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.answer.engine import Engine
from app.operation.metrics import Metrics
from app.operation.queue import Queue


def operation_router(ready: "Future[Engine]", metrics: Metrics, queue: Queue) -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["Operation"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """The process is alive: restart it where this does not answer."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: {"description": "Not yet, or not any more."}})
    async def readyz() -> JSONResponse:
        """A question can be asked: send readers elsewhere where this is not 200."""
        is_ready = ready.done() and ready.exception() is None and not queue.closed
        return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)

    @router.get("/metrics", response_class=Response)
    def metrics_text() -> Response:
        """Figures for Prometheus. Asks for a reader's key where the page asks for a login."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router
