"""A language model of a provider, through an Airflow connection and Pydantic AI. One reply is one HTTP request.

Not an agent: an agent asks again by itself when it does not like a reply, and that would be paid.
"""

from typing import TYPE_CHECKING

from include.errors import ModelCallError, ModelCallRefused
from include.language_model.calls import Parameters, Reply
from include.provider_faults import fault

if TYPE_CHECKING:
    from pydantic_ai import ModelResponse
    from pydantic_ai.exceptions import ModelAPIError
    from pydantic_ai.models import Model

REPLY_SECONDS = 120.0
"""Seconds that a reply is waited for, as a whole. A call that is given up may be paid all the same."""
ADVICE = {
    "key": "the connection's password",
    "host": "the connection's host",
    "too_long": "the prompt is longer than it reads; shorten the template",
    "rejected": "the call was rejected; check the parameters and the prompt",
    "too_many": "too many calls; give its pool fewer slots if that goes on",
}


class ConnectedModel:
    """Answers with the model of a provider.

    Args:
        name: as Pydantic AI has it: `openai:…`; `openai-chat:…` for a server that speaks OpenAI's chat completions
            (Ollama, vLLM); without a platform where the connection's type says it (Azure, Bedrock, Vertex).
        connection: id of an Airflow connection of the type Pydantic AI.
        parameters: of every reply.

    Raises:
        ModelCallRefused: there is no such connection, or it does not fit the model.
    """

    def __init__(self, name: str, connection: str, parameters: Parameters) -> None:
        self._where = f"model {name} of connection {connection}"
        self._parameters = parameters
        self._model = _open(name, connection, self._where)

    def reply(self, prompt: str) -> Reply:
        """Call the model once."""
        from pydantic_ai import ModelRequest
        from pydantic_ai.direct import model_request_sync
        from pydantic_ai.exceptions import ContentFilterError, ModelAPIError, UnexpectedModelBehavior
        from pydantic_ai.settings import ModelSettings

        settings = ModelSettings(
            max_tokens=self._parameters.max_tokens,
            temperature=self._parameters.temperature,
            request_timeout=REPLY_SECONDS,
            max_retries=0,  # each call is counted, and the task's retry policy is the one that tries again
        )
        try:
            response = model_request_sync(self._model, [ModelRequest.user_text_prompt(prompt)], model_settings=settings)
        except ModelAPIError as error:
            # Not `from error`: a provider's answer can quote the key, and a traceback shows it.
            raise self._fault(error) from None
        except ContentFilterError:
            raise self._filtered() from None
        except UnexpectedModelBehavior as error:
            raise ModelCallError(f"{self._where}: its answer cannot be read; is the host right?") from error
        return self._reply(response)

    def _reply(self, response: "ModelResponse") -> Reply:
        if response.finish_reason == "content_filter":
            raise self._filtered()
        return Reply(
            text=(response.text or "").strip(),
            input_tokens=response.usage.input_tokens,
            output_tokens=response.usage.output_tokens,
            cut_off=response.finish_reason == "length",
        )

    def _filtered(self) -> ModelCallRefused:
        return ModelCallRefused(f"{self._where}: its content filter stopped the reply; change the template or concept")

    def _fault(self, error: "ModelAPIError") -> ModelCallError:
        slow = f"no reply within {REPLY_SECONDS:g} s; try again, or ask for fewer tokens"
        found = fault(error, ADVICE | {"too_slow": slow})
        kind = ModelCallRefused if found.lasts else ModelCallError
        return kind(f"{self._where}: {found.said}")


def _open(name: str, connection: str, where: str) -> "Model":
    try:
        from airflow.providers.common.ai.hooks.pydantic_ai import PydanticAIHook
        from airflow.sdk.exceptions import AirflowNotFoundException
        from pydantic_ai.exceptions import UserError
    except ImportError as error:
        raise ModelCallRefused(
            f"{where}: apache-airflow-providers-common-ai[openai] is not installed where tasks run ({error})"
        ) from error
    try:
        # No fallback of the connection's: what another model wrote would be kept as this one's.
        hook = PydanticAIHook.get_hook(connection, hook_params={"model_id": name, "fallback_conn_ids": []})
        model: Model = hook.get_conn()
        host = PydanticAIHook.get_connection(connection).host or ""
    except AirflowNotFoundException as error:
        raise ModelCallRefused(
            f"{where}: Airflow has no such connection; add it with the type Pydantic AI, or name another provider"
        ) from error
    except (ImportError, UserError, ValueError) as error:
        raise ModelCallRefused(f"{where}: it cannot be used: {' '.join(str(error).split())}") from error
    if host and not (model.base_url or "").startswith(host.rstrip("/")):
        # The hook then takes key and address from the environment: others would read the prompts, and be paid.
        raise ModelCallRefused(f"{where}: this platform ignores the connection's host; empty it, or use openai-chat:…")
    return model
