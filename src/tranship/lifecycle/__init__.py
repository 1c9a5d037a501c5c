"""One Promotion from wish to end: built, inflated, driven, aborted. A command loops it, a controller schedules it."""

from tranship.lifecycle.abort import request_abort
from tranship.lifecycle.admission import check_stage, check_task, stage_problems, task_problems
from tranship.lifecycle.build import build
from tranship.lifecycle.drive import Driver, Turn
from tranship.lifecycle.freight import available, requested, target_collection
from tranship.lifecycle.inflate import inflate
from tranship.lifecycle.work_dir import WorkDir, WorkDirs

__all__ = [
    "Driver",
    "Turn",
    "WorkDir",
    "WorkDirs",
    "available",
    "build",
    "check_stage",
    "check_task",
    "inflate",
    "request_abort",
    "requested",
    "stage_problems",
    "target_collection",
    "task_problems",
]
