"""Language models: the packaged one for real, one of a connection against an HTTP server that speaks as OpenAI does."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from include.airflow_io import connected_model
from include.errors import Lasting, ModelCallError, ModelCallRefused, SettingsError
from include.language_model import local_model
from include.language_model.calls import Parameters
from include.language_model.opening import LOCAL, fingerprint, open_language_model
from include.settings import PROJECT

SMALL = "SmolLM2-135M-Instruct"
QUESTION = "What is the capital of France?"
KEY = "sk-of-somebody-who-pays"
NAME = "openai-chat:gpt-small"


# Interface


def test_a_dag_that_imports_it_imports_neither_airflow_nor_a_model() -> None:
    heavy = "airflow", "pydantic_ai", "openai", "openvino", "openvino_genai", "numpy"
    modules = (
        "import include.language_model.opening",
        "from include.language_model import local_model; from include.airflow_io import connected_model",
    )
    code = "import sys\n" + "".join(f"{module}\n" for module in modules)
    code += f"print([name for name in {heavy} if name in sys.modules])"
    assert _python(code) == "[]"


def test_parameters_have_one_text_for_one_meaning() -> None:
    assert Parameters(temperature=0).key == Parameters(120, 0.0).key
    keys = {Parameters(*given).key for given in ((120, 0.0), (121, 0.0), (120, 0.1), (120, 0.1000001))}
    assert len(keys) == 4


@pytest.mark.parametrize("given", [(0, 0.0), (5, -0.1), (5, 2.1), (5, float("nan"))])
def test_parameters_that_no_model_takes_are_refused(given: tuple[int, float]) -> None:
    with pytest.raises(SettingsError, match="1 token or more and a temperature from 0 to 2"):
        Parameters(*given)


# The packaged model


def test_the_packaged_model_answers_and_counts_tokens() -> None:
    reply = open_language_model(SMALL, LOCAL, Parameters(max_tokens=20)).reply(QUESTION)
    assert reply.text == "The capital of France is Paris."
    assert (reply.input_tokens, reply.output_tokens, reply.cut_off) == (37, 8, False)


def test_a_reply_that_max_tokens_ended_says_so() -> None:
    reply = open_language_model(SMALL, LOCAL, Parameters(max_tokens=4)).reply(QUESTION)
    assert reply.text
    assert "The capital of France is Paris.".startswith(reply.text)
    assert (reply.output_tokens, reply.cut_off) == (4, True)


def test_another_process_gets_the_same_reply() -> None:
    prompt, parameters = "Name a link between gardens and computer memory.", Parameters(max_tokens=12)
    code = (
        "from include.language_model.calls import Parameters\n"
        "from include.language_model.opening import open_language_model\n"
        f"model = open_language_model({SMALL!r}, 'local', Parameters(max_tokens=12))\n"
        f"print(model.reply('Hello.') and model.reply({prompt!r}))"
    )
    assert _python(code) == str(open_language_model(SMALL, LOCAL, parameters).reply(prompt))


def test_a_temperature_changes_the_reply() -> None:
    def told(temperature: float) -> str:
        return open_language_model(SMALL, LOCAL, Parameters(12, temperature)).reply("Name an animal.").text

    assert told(1.5) != told(0.0)


def test_a_prompt_that_is_too_long_is_refused_before_it_is_cut() -> None:
    model = open_language_model(SMALL, LOCAL, Parameters(max_tokens=100))
    with pytest.raises(ModelCallRefused, match=r"the prompt has 8,\d\d\d tokens or more, and 8,092 leave room"):
        model.reply("river " * 8_070)


def test_a_model_that_no_package_has_is_told_with_those_there_are() -> None:
    with pytest.raises(ModelCallRefused, match=f"no package has it; provider `local` knows {SMALL}"):
        open_language_model("SmolLM3", LOCAL, Parameters())


def test_a_missing_package_is_told_before_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = replace(local_model.PACKAGED[SMALL], package="no_such_package")
    monkeypatch.setitem(local_model.PACKAGED, SMALL, missing)
    with pytest.raises(ModelCallRefused, match="no_such_package is not installed; `make install` brings it"):
        open_language_model(SMALL, LOCAL, Parameters())


def test_weights_that_are_not_the_known_ones_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = local_model.PACKAGED[SMALL]
    package = tmp_path / "cut_short"
    package.mkdir()
    (package / known.file).write_bytes(known.path.read_bytes()[:1_000_000])  # OpenVINO would crash the process
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(local_model.PACKAGED, SMALL, replace(known, package="cut_short"))
    with pytest.raises(ModelCallRefused, match="is not the file that is known"):
        open_language_model(SMALL, LOCAL, Parameters()).reply(QUESTION)


def test_weights_that_may_not_be_written_are_read_from_a_copy_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    import openvino_genai

    opened = []
    original = local_model.PACKAGED[SMALL].path

    class Pipeline:
        def __init__(self, path: str, *_: Any, **__: Any) -> None:
            opened.append(Path(path))
            assert opened[-1].stat().st_size == original.stat().st_size

    monkeypatch.setattr(openvino_genai, "LLMPipeline", Pipeline)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != original)
    local_model._load.__wrapped__(local_model.PACKAGED[SMALL])
    assert opened != [original]
    assert not opened[0].exists()


def test_the_fingerprint_of_a_packaged_model_is_of_its_weights() -> None:
    assert local_model.PACKAGED[SMALL].sha256.startswith(fingerprint(SMALL, LOCAL))
    assert len(fingerprint(SMALL, LOCAL)) == 16
    assert fingerprint(NAME, "ours") == NAME


# A model of a connection

Answer = tuple[int, dict[str, Any], dict[str, str]]


class Provider:
    """An HTTP server for one chat completion after another; it keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answers: list[Answer | Callable[[], Answer]] = []
        self.closing = Event()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.keys.append(self.headers["Authorization"])
                provider.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer = provider.answers.pop(0) if provider.answers else completion("?")
                status, body, headers = answer() if callable(answer) else answer
                content = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"


def completion(text: str, finish_reason: str = "stop") -> Answer:
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-small", "choices": [choice]}
    return 200, body | {"usage": usage}, {}


def failure(status: int, code: str, message: str = "No.", **headers: str) -> Answer:
    return status, {"error": {"message": message, "type": "some_error", "code": code}}, headers


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    provider = Provider()
    thread = Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    connect(monkeypatch, conn_type="pydanticai", host=provider.url, password=KEY)
    yield provider
    provider.closing.set()
    provider.server.shutdown()
    thread.join()
    provider.server.server_close()


def connect(monkeypatch: pytest.MonkeyPatch, **fields: Any) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_OURS", json.dumps(fields))


def ours(name: str = NAME) -> connected_model.ConnectedModel:
    model = open_language_model(name, "ours", Parameters(max_tokens=50, temperature=0.5))
    assert isinstance(model, connected_model.ConnectedModel)
    return model


def test_a_reply_through_a_connection_brings_what_the_provider_counted(provider: Provider) -> None:
    provider.answers = [completion(" Yes.\n")]
    reply = ours().reply("Is it?")
    assert (reply.text, reply.input_tokens, reply.output_tokens, reply.cut_off) == ("Yes.", 11, 7, False)
    assert provider.keys == [f"Bearer {KEY}"]
    asked = provider.asked[0]
    assert asked["model"] == "gpt-small"
    assert asked["messages"] == [{"role": "user", "content": "Is it?"}]
    assert asked["temperature"] == 0.5
    assert asked.get("max_completion_tokens", asked.get("max_tokens")) == 50


def test_opening_a_model_calls_nobody(provider: Provider) -> None:
    ours()
    assert provider.asked == []


def test_too_many_calls_pass_and_are_not_repeated_behind_our_back(provider: Provider) -> None:
    provider.answers = [failure(429, "rate_limit_exceeded", **{"Retry-After": "2"}), completion("Now.")]
    model = ours()
    with pytest.raises(ModelCallError, match=r"too many calls.*; it asks to wait 2 s \(HTTP 429") as caught:
        model.reply("Is it?")
    assert not isinstance(caught.value, Lasting)
    assert len(provider.asked) == 1
    assert model.reply("Is it?").text == "Now."


@pytest.mark.parametrize("status", [500, 502, 503, 408, 409])
def test_a_failure_of_the_provider_passes_and_is_not_repeated(provider: Provider, status: int) -> None:
    provider.answers = [failure(status, "")]
    with pytest.raises(ModelCallError, match=f"the provider failed; try again .HTTP {status}") as caught:
        ours().reply("Is it?")
    assert not isinstance(caught.value, Lasting)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (failure(401, "invalid_api_key"), "the key was refused"),
        (failure(403, ""), "the key was refused"),
        (failure(404, "model_not_found"), "there is no such model"),
        (failure(429, "insufficient_quota"), "nothing is left to pay with"),
        (failure(400, "context_length_exceeded"), "the prompt is longer than it reads"),
        (failure(400, "content_policy_violation"), r"the call was rejected.*content_policy_violation"),
        (failure(405, ""), "the call was rejected; check the connection's host"),
        (completion("", "content_filter"), "its content filter stopped the reply"),
    ],
)
def test_what_will_not_pass_is_refused_in_one_line(provider: Provider, answer: Answer, line: str) -> None:
    provider.answers = [answer]
    with pytest.raises(ModelCallRefused, match=f"model {NAME} of connection ours: {line}") as caught:
        ours().reply("Is it?")
    assert "\n" not in str(caught.value)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_key_that_the_provider_quotes_is_in_no_line_and_no_traceback(provider: Provider, status: int) -> None:
    import traceback

    provider.answers = [failure(status, "", f"Incorrect API key provided: {KEY}")]
    with pytest.raises(ModelCallError) as caught:
        ours().reply("Is it?")
    assert KEY not in "".join(traceback.format_exception(caught.value))


def test_a_reply_that_does_not_come_is_given_up(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[bool] = []

    def late() -> Answer:
        waited.append(provider.closing.wait(600))
        return completion("Too late.")

    monkeypatch.setattr(connected_model, "REPLY_SECONDS", 0.3)
    provider.answers = [late]
    with pytest.raises(ModelCallError, match=r"no reply within 0\.3 s") as caught:
        ours().reply("Is it?")
    assert not isinstance(caught.value, Lasting)
    assert waited == []  # the provider is still about to answer
    assert len(provider.asked) == 1


def test_a_provider_that_is_away_may_come_back(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, conn_type="pydanticai", host="http://127.0.0.1:9/v1", password=KEY)
    with pytest.raises(ModelCallError, match="it cannot be reached; check the connection's host") as caught:
        ours().reply("Is it?")
    assert not isinstance(caught.value, Lasting)


def test_an_answer_that_is_no_completion_is_told(provider: Provider) -> None:
    provider.answers = [(200, {"welcome": "to the network of the hotel"}, {})]
    with pytest.raises(ModelCallError, match="its answer cannot be read; is the host right"):
        ours().reply("Is it?")


def test_a_reply_that_the_provider_cut_off_says_so(provider: Provider) -> None:
    provider.answers = [completion("Once upon a", "length"), completion("", "length")]
    model = ours()
    assert model.reply("Tell.").cut_off
    empty = model.reply("Tell.")
    assert (empty.text, empty.cut_off) == ("", True)
    assert len(provider.asked) == 2


def test_no_other_model_answers_in_its_place(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {"conn_type": "pydanticai", "host": provider.url, "password": KEY}
    monkeypatch.setenv("AIRFLOW_CONN_OTHER", json.dumps(fields | {"extra": {"model": "openai-chat:other"}}))
    connect(monkeypatch, **fields, extra={"model": "openai-chat:third", "fallback_conn_ids": ["other"]})
    provider.answers = [failure(503, "")]
    with pytest.raises(ModelCallError, match="the provider failed"):
        ours().reply("Is it?")
    assert [asked["model"] for asked in provider.asked] == ["gpt-small"]


def test_a_platform_that_ignores_the_host_is_refused(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPSEEK_API_KEY", "of another account")
    with pytest.raises(ModelCallRefused, match="this platform ignores the connection's host"):
        ours("deepseek:deepseek-chat")


@pytest.mark.parametrize(
    ("fields", "name", "line"),
    [
        ({"conn_type": "aws"}, NAME, "has type 'aws'"),
        ({"conn_type": "pydanticai", "password": KEY}, "gpt-small", "Use a vendor connection type"),
        ({"conn_type": "pydanticai", "password": KEY}, "anthropic:claude", "Please install the `anthropic` package"),
        ({"conn_type": "pydanticai"}, NAME, "Set the `OPENAI_API_KEY`"),
    ],
)
def test_a_connection_that_does_not_fit_is_told_before_a_call(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, str], name: str, line: str
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    connect(monkeypatch, **fields)
    with pytest.raises(ModelCallRefused, match=f"model {name} of connection ours: it cannot be used: .*{line}"):
        ours(name)


def test_a_connection_that_is_missing_is_told_before_a_call() -> None:
    with pytest.raises(ModelCallRefused, match="of connection nobody: Airflow has no such connection; add it"):
        open_language_model(NAME, "nobody", Parameters())


def _python(code: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    return subprocess.check_output([sys.executable, "-c", code], env=environment, text=True, cwd=PROJECT).strip()
