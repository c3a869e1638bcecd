"""The language model a person has: any OpenAI-compatible endpoint, read as a stream of words that ends in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from index.errors import SettingsError
from search.writing.bounded import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import OpenAI
    from openai.types.chat import ChatCompletionMessageParam

    from index.settings import Settings

_NO_KEY = "none"
"""The client wants a key even where the endpoint wants none; it must not take one from elsewhere."""

_STATUS = {
    400: "The language model's endpoint did not accept the request; does it know this model (ROSTRUM_LLM_MODEL)?",
    401: "The language model's endpoint refused the key (ROSTRUM_LLM_KEY).",
    403: "The language model's endpoint refused the key (ROSTRUM_LLM_KEY).",
    404: "The language model's endpoint has no such model or address (ROSTRUM_LLM_MODEL, ROSTRUM_LLM_URL).",
    429: "The language model's endpoint takes no more requests just now.",
}
UNREACHABLE = "The language model's endpoint could not be reached (ROSTRUM_LLM_URL)."
BROKEN_OFF = "The language model's endpoint broke off before the answer was finished."
NO_ANSWER = "What the language model's endpoint sent is no answer in OpenAI's form."
REFUSED = "The language model declined to answer."
CUT_SHORT = "The language model reached its limit of length before the answer was finished."
SILENT = "The language model wrote nothing."


class ModelFailedError(Exception):
    """A language model did not write, or not to the end; ``str()`` says so in plain words, for a person.

    It never leaves search/writing.py, which makes a note of it: an answer in quotes stands by itself.
    """


class LanguageModel(Protocol):
    """Writes a text."""

    @property
    def name(self) -> str:
        """What it is called."""

    def write(self, system: str, user: str) -> Iterator[str]:
        """Yield a text piece by piece, as it is written.

        Args:
            system: The rules.
            user: Passages and question.

        Raises:
            ModelFailedError: It did not write, or not to the end.
        """


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model behind an OpenAI-compatible endpoint (Ollama, llama.cpp, vLLM, …); see :func:`endpoint_of`."""

    url: str
    name: str
    key: str | None = field(default=None, repr=False)
    timeout_s: float = 60.0
    """How long the whole of writing may take."""

    def write(self, system: str, user: str) -> Iterator[str]:
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ]
        begun = False
        try:
            with self._client() as client:
                for piece in in_time(lambda: _pieces(client, self.name, messages), self.timeout_s):
                    yield piece
                    begun = True
        except ModelFailedError:
            raise
        except Exception as error:  # whatever an endpoint sends must not break an answer
            raise ModelFailedError(_in_words(error, self.timeout_s, begun=begun)) from error

    def _client(self) -> OpenAI:
        from openai import OpenAI

        client = OpenAI(base_url=self.url, api_key=self.key or _NO_KEY, timeout=self.timeout_s, max_retries=0)
        client.organization = client.project = None  # else the environment's, which are for another endpoint
        return client


def endpoint_of(settings: Settings) -> Endpoint:
    """Return the language model that the settings name.

    Raises:
        SettingsError: They name none, or only half of one, or the package that speaks to it is not installed.
    """
    if settings.llm_url is None or settings.llm_model is None:
        missing = [
            name
            for name, value in (("ROSTRUM_LLM_URL", settings.llm_url), ("ROSTRUM_LLM_MODEL", settings.llm_model))
            if value is None
        ]
        raise SettingsError(
            f"no language model is set up: {' and '.join(missing)} not set; for example "
            "ROSTRUM_LLM_URL=http://localhost:11434/v1 ROSTRUM_LLM_MODEL=llama3.2"
        )
    try:
        import openai  # noqa: F401  # half a second, and only to see that it is there
    except ImportError as error:
        raise SettingsError(
            "answers by a language model need the package openai, which is not installed; "
            "install it, in Rostrum's folder, with: pip install -e '.[llm]'"
        ) from error
    key = settings.llm_key.get_secret_value() if settings.llm_key else None
    return Endpoint(settings.llm_url, settings.llm_model, key, settings.llm_timeout_s)


def _pieces(client: OpenAI, model: str, messages: list[ChatCompletionMessageParam]) -> Iterator[str]:
    """Yield what the model says; the client checks no types, so that anything may stand in a chunk."""
    chunks, written, end = 0, False, None
    with client.chat.completions.create(model=model, messages=messages, stream=True, temperature=0) as stream:
        for chunk in stream:
            chunks += 1
            for choice in (chunk.choices or [])[:1]:
                if getattr(choice.delta, "refusal", None):
                    raise ModelFailedError(REFUSED)
                content = choice.delta.content if choice.delta else None
                if content is not None and not isinstance(content, str):
                    raise ModelFailedError(NO_ANSWER)
                written = written or bool(content)
                end = choice.finish_reason or end
                if content:
                    yield content
    _judge_end(end, chunks=chunks, written=written)


def _judge_end(end: str | None, *, chunks: int, written: bool) -> None:
    """Raise ModelFailedError unless a stream ended as it should."""
    if chunks == 0:
        raise ModelFailedError(NO_ANSWER)
    if end == "content_filter":
        raise ModelFailedError(REFUSED)
    if end == "length":
        raise ModelFailedError(CUT_SHORT)
    if end is None:
        raise ModelFailedError(BROKEN_OFF)
    if not written:
        raise ModelFailedError(SILENT)


def _in_words(error: Exception, timeout_s: float, *, begun: bool) -> str:
    import openai

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return f"The language model had not finished after {timeout_s:g} s (ROSTRUM_LLM_TIMEOUT_S)."
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        return _STATUS.get(status, f"The language model's endpoint failed (HTTP status {status}).")
    if isinstance(error, openai.APIConnectionError):
        return BROKEN_OFF if begun else UNREACHABLE
    if isinstance(error, openai.APIError):  # an error told in the middle of a stream
        return BROKEN_OFF
    return NO_ANSWER
