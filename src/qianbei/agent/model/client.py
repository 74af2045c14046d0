"""A model behind any OpenAI-compatible address, through pydantic-ai. The only importer of it: loading it takes seconds.

What a server may do wrong (be slow, be gone, answer with errors or with rubbish) comes back as a `ModelFault`.
"""

import httpx2
from openai import AsyncOpenAI, OpenAIError
from pydantic_ai.direct import model_request
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelConnectionError,
    ModelHTTPError,
    ModelRequestTimeout,
    ModelTimeoutError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import ModelRequest, SystemPromptPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from qianbei.agent.model.port import ModelFault, Prompt, Said

NO_KEY = "none"
"""A local server asks for no key, the client wants one."""


class ModelClient:
    """Connections to one model; `timeout_s` bounds a call even if nobody else does."""

    def __init__(self, url: str, name: str, key: str | None, timeout_s: float) -> None:
        client = AsyncOpenAI(base_url=url, api_key=key or NO_KEY, max_retries=0, timeout=timeout_s)
        self._client = client
        provider = OpenAICompatibleProvider("configured", openai_client=client)
        # Of the two names of the same bound, every server knows the older one.
        profile = OpenAIModelProfile(openai_chat_supports_max_completion_tokens=False)
        self._model = OpenAIChatModel(name, provider=provider, profile=profile)

    async def ask(self, prompt: Prompt, output_tokens_max: int) -> Said | ModelFault:
        """One request: temperature 0, the answer held to the prompt's schema where the server can."""
        messages = [ModelRequest(parts=[SystemPromptPart(prompt.instructions), UserPromptPart(prompt.data)])]
        shape = OutputObjectDefinition(json_schema=dict(prompt.schema), name="turn", strict=True)
        parameters = ModelRequestParameters(output_mode="native", output_object=shape)
        settings = ModelSettings(temperature=0.0, max_tokens=output_tokens_max)
        try:
            response = await model_request(
                self._model, messages, model_settings=settings, model_request_parameters=parameters
            )
        except (ModelTimeoutError, ModelRequestTimeout, TimeoutError):
            return ModelFault.SLOW
        except (ModelConnectionError, httpx2.HTTPError):
            return ModelFault.UNREACHABLE
        except ModelHTTPError:
            return ModelFault.REFUSED
        except (UnexpectedModelBehavior, ValueError, LookupError, TypeError, AttributeError):
            # The last three are what the library trips over in an answer that has not even the form of one.
            return ModelFault.BROKEN
        except (AgentRunError, OpenAIError):
            return ModelFault.REFUSED
        usage = response.usage
        return Said(response.text or "", usage.input_tokens, usage.output_tokens)

    async def close(self) -> None:
        await self._client.close()
