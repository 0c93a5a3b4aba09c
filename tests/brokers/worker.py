"""A real worker with one task more: it says that it began, and ends when it is let go."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from portal_plugin.celery import make_celery, worker_arguments
from portal_plugin.config.names import Queue
from portal_plugin.config.settings import Settings
from portal_plugin.tasks.base import Door

settings = Settings.read(os.environ)
app = make_celery(settings)
app.conf.broker_transport_options.update(json.loads(os.environ["PORTAL_PLUGIN_TEST_TRANSPORT"]))
app.conf.task_routes["portal_plugin.wait"] = {"queue": Queue.PUSH.value}


@app.task(name="portal_plugin.wait", base=Door)
def wait(name: str) -> None:
    """Leave "<name>.began" with the child's process id; wait for "go"; leave "<name>.ended"."""
    began = settings.home / f"{name}.new"
    began.write_text(str(os.getpid()))
    began.replace(settings.home / f"{name}.began")
    while not (settings.home / "go").exists():
        time.sleep(0.02)
    Path(settings.home / f"{name}.ended").touch()


app.worker_main(["worker", *worker_arguments(settings), "--concurrency=2", "--loglevel=INFO"])
