"""The endpoint, well and badly behaved: words come as they are written, and each failure is told to a person."""

from __future__ import annotations

import builtins
import json
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from fake_endpoint import Fake, Handler, fails, says, sends, serving
from pydantic import SecretStr

from index.errors import SettingsError
from index.settings import Settings
from search.writing import language_model
from search.writing.language_model import (
    BROKEN_OFF,
    CUT_SHORT,
    NO_ANSWER,
    REFUSED,
    SILENT,
    UNREACHABLE,
    Endpoint,
    ModelFailedError,
    endpoint_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fake_endpoint import Behaviour


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as endpoint:
        yield endpoint


def written(fake: Fake, *, timeout_s: float = 10) -> tuple[str, str | None]:
    """What the endpoint lets through, and how it failed."""
    pieces = ""
    try:
        for piece in Endpoint(fake.url, "tiny", timeout_s=timeout_s).write("rules", "question"):
            pieces += piece
    except ModelFailedError as error:
        return pieces, str(error)
    return pieces, None


def test_what_is_streamed_comes_through_piece_by_piece(fake: Fake) -> None:
    fake.behaviour = says("The water price rises [1].", size=10)
    pieces = list(Endpoint(fake.url, "tiny").write("rules", "question"))
    assert pieces == ["The water ", "price rise", "s [1]."]
    assert fake.requests == [
        {
            "model": "tiny",
            "messages": [{"role": "system", "content": "rules"}, {"role": "user", "content": "question"}],
            "stream": True,
            "temperature": 0,
        }
    ]


def test_no_key_or_organisation_of_another_endpoint_is_sent(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "not-for-you")
    fake.behaviour = says("Yes.")
    written(fake)
    assert fake.headers[0]["authorization"] == "Bearer none"
    assert "not-for-you" not in json.dumps(fake.headers)


def test_the_key_of_the_settings_is_sent(fake: Fake) -> None:
    fake.behaviour = says("Yes.")
    list(endpoint_of(Settings(llm_url=fake.url, llm_model="tiny", llm_key=SecretStr("abc"))).write("", ""))
    assert fake.headers[0]["authorization"] == "Bearer abc"


def _piece_then(what: str | bytes) -> Behaviour:
    def behave(handler: Handler) -> None:
        handler.head()
        handler.piece("Yes")
        handler.raw(what)

    return behave


def _cut_in_a_chunk(handler: Handler) -> None:
    """Promise a long body and hang up in the middle of it."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.piece("Yes")
    handler.connection.shutdown(socket.SHUT_RDWR)


def _refuses(handler: Handler) -> None:
    handler.head()
    handler.piece(refusal="I cannot help with that.")
    handler.piece(end="stop")


NO_SUCH = "The language model's endpoint has no such model or address (ROSTRUM_LLM_MODEL, ROSTRUM_LLM_URL)."
HTML = "<html><body>Welcome to the router</body></html>"
NOT_STREAMED = json.dumps({"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]})


@pytest.mark.parametrize(
    ("behaviour", "came", "note"),
    [
        (fails(401), "", "The language model's endpoint refused the key (ROSTRUM_LLM_KEY)."),
        (fails(404), "", NO_SUCH),
        (fails(429), "", "The language model's endpoint takes no more requests just now."),
        (fails(500), "", "The language model's endpoint failed (HTTP status 500)."),
        (fails(302), "", "The language model's endpoint failed (HTTP status 302)."),
        (sends(HTML, "text/html"), "", NO_ANSWER),
        (sends(NOT_STREAMED, "application/json"), "", NO_ANSWER),
        (sends(""), "", NO_ANSWER),
        (sends("data: {broken\n\n"), "", NO_ANSWER),
        (sends("data: 5\n\n"), "", NO_ANSWER),
        (sends("data: null\n\n"), "", NO_ANSWER),
        (sends('data: {"choices": "x"}\n\n'), "", NO_ANSWER),
        (sends('data: {"choices": [{"delta": null}]}\n\n'), "", BROKEN_OFF),
        (sends('data: {"choices": [{"delta": {"content": ["a", 1]}}]}\n\n'), "", NO_ANSWER),
        (sends(b"data: \xff\xfe\x00\n\n"), "", NO_ANSWER),
        (sends("data: " + "[" * 100_000 + "\n\n"), "", NO_ANSWER),
        (sends('data: {"choices": []}\n\ndata: [DONE]\n\n'), "", BROKEN_OFF),
        (_piece_then("data: {broken\n\n"), "Yes", NO_ANSWER),
        (_piece_then('data: {"error": {"message": "out of memory"}}\n\n'), "Yes", BROKEN_OFF),
        (_piece_then(""), "Yes", BROKEN_OFF),
        (_cut_in_a_chunk, "Yes", BROKEN_OFF),
        (says("Yes", end="length"), "Yes", CUT_SHORT),
        (says("Yes", end="content_filter"), "Yes", REFUSED),
        (_refuses, "", REFUSED),
        (says(""), "", SILENT),
    ],
)  # fmt: skip
def test_each_failure_is_told_in_plain_words(fake: Fake, behaviour: Behaviour, came: str, note: str) -> None:
    fake.behaviour = behaviour
    assert written(fake) == (came, note)
    assert len(fake.requests) == 1


def test_where_nobody_listens_it_could_not_be_reached() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
    assert written(Fake(url=address)) == ("", UNREACHABLE)


def _never_answers(handler: Handler) -> None:
    handler.wait()


def _stalls(handler: Handler) -> None:
    handler.head()
    handler.piece("Yes")
    handler.wait()


def _keeps_alive(handler: Handler) -> None:
    """Send a comment now and then, as a busy gateway does, and never a word."""
    handler.head()
    handler.piece("Yes")
    while not handler.server.endpoint.over.wait(0.05):
        handler.raw(": ping\n\n")


def _drips(handler: Handler) -> None:
    handler.head()
    while not handler.server.endpoint.over.wait(0.05):
        handler.piece("a")


def _drips_headers(handler: Handler) -> None:
    handler.raw("HTTP/1.1 200 OK\r\n")
    while not handler.server.endpoint.over.wait(0.05):
        handler.raw("X-Wait: yes\r\n")


@pytest.mark.parametrize("behaviour", [_never_answers, _stalls, _keeps_alive, _drips, _drips_headers])
def test_time_is_up_whatever_the_endpoint_does(fake: Fake, behaviour: Behaviour) -> None:
    fake.behaviour = behaviour
    started = time.monotonic()
    came, note = written(fake, timeout_s=0.4)
    assert time.monotonic() - started < 2
    assert note == "The language model had not finished after 0.4 s (ROSTRUM_LLM_TIMEOUT_S)."
    assert set(came) <= set("Yesa")


def test_no_thread_is_left_reading_when_the_answer_is_no_longer_wanted(fake: Fake) -> None:
    fake.behaviour = _drips
    writing = Endpoint(fake.url, "tiny", timeout_s=20).write("", "")
    assert next(writing) == "a"
    writing.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 5
    while any(each.name == "writing" for each in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("settings", "missing"),
    [
        ({}, "ROSTRUM_LLM_URL and ROSTRUM_LLM_MODEL not set"),
        ({"llm_url": "http://localhost/v1"}, "ROSTRUM_LLM_MODEL not set"),
        ({"llm_model": "tiny"}, "ROSTRUM_LLM_URL not set"),
    ],
)
def test_what_is_not_set_up_is_named(settings: dict[str, Any], missing: str) -> None:
    with pytest.raises(SettingsError, match=f"^no language model is set up: {missing}; for example ROSTRUM_LLM_URL="):
        endpoint_of(Settings(**settings))


def test_without_the_package_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "openai":
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"need the package openai, .* pip install -e '\.\[llm\]'$"):
        language_model.endpoint_of(Settings(llm_url="http://localhost/v1", llm_model="tiny"))
