"""An OpenAI-compatible endpoint on this machine that says what a test wants, well or badly."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; behaviours write to it."""

    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.endpoint.requests.append(json.loads(body))
        self.server.endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
        with suppress(OSError):  # the client may be gone
            self.server.endpoint.behaviour(self)

    def log_message(self, *_: object) -> None:
        pass

    def head(self, status: int = 200, content_type: str = "text/event-stream") -> None:
        """Send the status line and headers; the body ends with the connection."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.end_headers()

    def raw(self, data: str | bytes) -> None:
        """Send bytes at once."""
        self.wfile.write(data if isinstance(data, bytes) else data.encode())
        self.wfile.flush()

    def piece(self, content: object = None, *, end: str | None = None, **delta: object) -> None:
        """Send a chunk of a stream."""
        choice = {"index": 0, "delta": {"content": content, **delta}, "finish_reason": end}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.raw(f"data: {json.dumps(chunk)}\n\n")

    def wait(self) -> None:
        """Do nothing until the test is over."""
        self.server.endpoint.over.wait(30)


def says(text: str, *, end: str | None = "stop", size: int = 7) -> Behaviour:
    """Return a behaviour that streams a text in pieces of so many characters, and ends it with a reason."""

    def behave(handler: Handler) -> None:
        handler.head()
        handler.piece("", role="assistant")
        for start in range(0, len(text), size):
            handler.piece(text[start : start + size])
        if end is not None:
            handler.piece(end=end)
            handler.raw("data: [DONE]\n\n")

    return behave


def fails(status: int) -> Behaviour:
    """Return a behaviour that answers with an HTTP error."""

    def behave(handler: Handler) -> None:
        handler.head(status, "application/json")
        handler.raw('{"error": {"message": "secret internals <b>"}}')

    return behave


def sends(data: str | bytes, content_type: str = "text/event-stream") -> Behaviour:
    """Return a behaviour that sends bytes as they are."""

    def behave(handler: Handler) -> None:
        handler.head(200, content_type)
        handler.raw(data)

    return behave


@dataclass
class Fake:
    """The endpoint; set ``behaviour`` before each request."""

    behaviour: Behaviour = field(default_factory=lambda: says(""))
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Bodies of what was asked."""
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    @property
    def told(self) -> tuple[str, str]:
        """What the last request said as the system and as the user."""
        system, user = (each["content"] for each in self.requests[-1]["messages"])
        return system, user


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, endpoint: Fake) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = endpoint

    def handle_error(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Fake]:
    """Serve on a free port until the block is left."""
    fake = Fake()
    server = _Server(fake)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
