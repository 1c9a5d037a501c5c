"""http: sends a request to any HTTP service, decides by expressions what its answer means, and puts out parts of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tranship.authoring import (
    READ,
    WAIT,
    WRITE,
    Change,
    ChangeKind,
    Effects,
    Preview,
    StepFailed,
    StepResult,
    StepRun,
    step_runner,
)
from tranship.authoring.extraction import names_of_outputs
from tranship.authoring.http import (
    ProxyURL,
    RequestConfig,
    TimeLimit,
    preview_of,
    refuse_to_repeat,
    request_of,
    terms_of,
)
from tranship.authoring.response import (
    ITS_OWN,
    MediaType,
    ResponseOutput,
    condition,
    response_env,
    text_or_nothing,
    values,
)
from tranship.clients.http import Request, status_text
from tranship.exprlang import Unknown
from tranship.gotypes.duration import Duration
from tranship.models.promotion import PromotionStepStatus

LARGEST_RESPONSE = 2 << 20


class HTTPConfig(RequestConfig):
    """The request, and what its answer means. Expressions see ``response``: its status, header(name), headers, body."""

    method: Literal["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"] = Field(
        default="GET", description="The method of the request."
    )
    body: str = Field(default="", description="What is sent, as text; a template that makes JSON needs `quote()`.")
    proxy: ProxyURL = Field(
        default="", description="The URL of the proxy to go through, instead of the one that the environment names."
    )
    timeout: TimeLimit = Field(default=Duration.of(10), description="How long one request may take; 0s: for ever.")
    poll_interval: TimeLimit = Field(
        default=Duration.of(30), description="How long to wait before asking again while nothing is decided."
    )
    response_content_type: MediaType = Field(
        default=ITS_OWN, description="How to read the body, whatever the response says that it is."
    )
    outputs: tuple[ResponseOutput, ...] = Field(
        default=(), description="What is put out of a response that is a success."
    )
    success_expression: str = Field(
        default="",
        description="An expression that is true of a response that is a success, such as `response.body.done`. It sees "
        "`response`: `status`, `headers`, `header(name)` and `body`; no `${{ }}` around it. Without it and "
        "failureExpression 2xx is a success, and anything else is asked again.",
    )
    failure_expression: str = Field(
        default="", description="An expression that is true of a response after which the step has failed for good."
    )
    error_expression: str = Field(
        default="", description="An expression whose text is added to the message when the step has failed for good."
    )


def run(step: StepRun[HTTPConfig]) -> StepResult:
    """Send a request, decide what the answer means, and put out parts of it."""
    config, request = step.config, _request(step.config)
    refuse_to_repeat(step, request)
    terms = terms_of(step, config, timeout=config.timeout, limit=LARGEST_RESPONSE, proxy=config.proxy)
    reply = step.toolbox.http.send(request, step.execution, terms)
    answer = f"{request.method} {request.url}: {status_text(reply.status)}"
    step.execution.log(answer)
    env = response_env(reply, config.response_content_type, answer)
    succeeds = condition(config.success_expression, env, ("successExpression",))
    fails = condition(config.failure_expression, env, ("failureExpression",))
    if fails:
        why = text_or_nothing(config.error_expression, env, ("errorExpression",), step.execution)
        raise StepFailed(f"{answer}, which is a failure by failureExpression" + (f": {why}" if why else ""))
    undecided = succeeds is None and fails is None
    if succeeds or (undecided and reply.is_success):
        return StepResult(output=values(config.outputs, env))
    if undecided:
        return StepResult(PromotionStepStatus.FAILED, f"{answer}; it is sent again until retry.timeout")
    why = "successExpression" if config.success_expression else "only failureExpression could end this, and it"
    return StepResult(PromotionStepStatus.RUNNING, f"{answer}; {why} is false", retry_after=config.poll_interval)


def preview(step: StepRun[HTTPConfig]) -> Preview:
    """Show the request that would be sent, with words in place of what a plan does not know."""
    config = step.config
    outputs = {output.name: Unknown(f"known after {step.context.alias}") for output in config.outputs}
    kind = ChangeKind.REQUEST if _effects(config) == WRITE else ChangeKind.WAIT
    if step.context.config and isinstance(step.context.config.get("url"), Unknown):
        return Preview(outputs, (Change(kind, "a server", f"{config.method} {config.url}"),))
    return Preview(outputs, (preview_of(step, kind, _request(config)),))


def _request(config: HTTPConfig) -> Request:
    return request_of(config, config.method, config.body)


def _effects(config: HTTPConfig) -> Effects:
    """GET and HEAD read, by what HTTP says of them; with conditions they may have to be sent again until one holds."""
    if config.method not in ("GET", "HEAD"):
        return WRITE
    return WAIT if config.success_expression or config.failure_expression else READ


registration = step_runner(
    kind="http",
    config=HTTPConfig,
    run=run,
    effects=_effects,
    preview=preview,
    may_be_unknown=dict.fromkeys(("url", "body", "headers.*.value", "queryParams.*.value"), str),
    is_request=True,
    outputs=names_of_outputs,
)
