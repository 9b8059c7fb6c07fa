"""The page is there before the models are: it can be read, and a question waits until it can be answered."""

import threading
import time
from concurrent.futures import Future

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from app.access.access import Access
from app.answer.engine import Engine
from app.llm.open_model import ChatModels
from app.settings import Settings
from app.web.first import FirstScript
from app.web.page import build_page, page_options
from tests.e2e.conftest import free_port


def test_the_page_does_not_wait_for_the_models(browser: Browser, engine: Engine, settings: Settings) -> None:
    import gradio as gr

    ready: Future[Engine] = Future()
    app = FastAPI()
    app.add_middleware(FirstScript)
    page = build_page(ready.result, ChatModels(settings), settings, Access(settings))
    gr.mount_gradio_app(app, page.queue(), path="/", ssr_mode=False, **page_options())
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    running = threading.Thread(target=server.run)
    running.start()
    try:
        while not server.started:
            time.sleep(0.05)
        window = browser.new_page(locale="zh-CN")
        window.goto(f"http://127.0.0.1:{port}")
        expect(window.locator(".welcome-name")).to_have_text("姑苏问答", use_inner_text=True, timeout=30_000)
        expect(window.locator("#history .nothing")).to_have_text("对话会存在这个浏览器里。", timeout=30_000)
        window.locator("#question textarea").fill("什么是OPC？")
        window.locator("#question textarea").press("Enter")
        expect(window.locator(".answer.busy")).to_contain_text("正在检索", timeout=30_000)
        ready.set_result(engine)
        expect(window.locator(".answer:not(.busy)")).to_contain_text("One Person Company", timeout=30_000)
        window.close()
    finally:
        if not ready.done():
            ready.set_result(engine)
        server.should_exit = True
        running.join(30)
