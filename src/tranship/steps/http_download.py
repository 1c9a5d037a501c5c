"""http-download: downloads a file into the work directory."""

from __future__ import annotations

from pydantic import Field

from tranship.authoring import LOCAL, READ, NonEmpty, StepFailed, StepResult, StepRun, step_runner
from tranship.authoring.download import place_for, save
from tranship.authoring.http import RequestConfig, TimeLimit, request_of, terms_of
from tranship.clients.http import status_text
from tranship.files.atomic import size_text
from tranship.gotypes.duration import Duration

LARGEST_DOWNLOAD = 100 << 20


class HTTPDownloadConfig(RequestConfig):
    """What to download, and where it goes."""

    out_path: NonEmpty = Field(description="Where the file goes, below the work directory; folders are made.")
    allow_overwrite: bool = Field(default=False, description="Whether a file that is there may be replaced.")
    timeout: TimeLimit = Field(default=Duration.of(300), description="How long the download may take; 0s: for ever.")


def run(step: StepRun[HTTPDownloadConfig]) -> StepResult:
    """Download a file into the work directory."""
    config = step.config
    place = place_for(step.context.work_dir, config.out_path, overwrite=config.allow_overwrite)
    request = request_of(config)
    terms = terms_of(step, config, timeout=config.timeout, limit=LARGEST_DOWNLOAD)
    with step.toolbox.http.session(step.execution) as session, session.open(request, terms) as response:
        if not response.is_success:
            raise StepFailed(f"{request.method} {request.url}: {status_text(response.status)}", retry=True)
        if (response.length or 0) > LARGEST_DOWNLOAD:
            limit = size_text(LARGEST_DOWNLOAD)
            raise StepFailed(f"{request.url}: the file is larger than {limit}, the most that is downloaded")
        size = save(response.chunks(), place, response.length, step.execution)
    step.execution.log(f"{request.method} {request.url}: {size_text(size)} saved as {config.out_path}")
    return StepResult()


registration = step_runner(
    kind="http-download", config=HTTPDownloadConfig, run=run, effects=LOCAL | READ, is_request=True
)
