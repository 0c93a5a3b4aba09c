"""web, worker, beat, sandbox, demo: the processes of an installation."""

from __future__ import annotations

from typing import Any

import click

from portal_plugin import sandbox as sandbox_home
from portal_plugin.commands.surroundings import json_option, one_sentence, print_json, workplace
from portal_plugin.config.settings import Settings
from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.files.intake import MOST_FILES

_port = click.IntRange(0, 65535)
_WORDS_BYTES = 2**20
_NEVER = 2**40


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=_port)
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 256))
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 10),
    help="Reverse proxies in front whose X-Forwarded headers are believed.",
)
def web(host: str, port: int, threads: int, proxies: int) -> None:
    """Serve the stand-alone host."""
    import waitress

    from portal_plugin.celery import make_celery
    from portal_plugin.hosts.standalone.app import create_app

    with workplace() as place:
        celery = make_celery(place.settings) if place.settings.broker_url else None
        app = create_app(place.settings, celery=celery, trusted_proxies=proxies)
        try:
            waitress.serve(
                app,
                host=host,
                port=port,
                threads=threads,
                ident="portal-plugin",
                **_kept_in_memory(place.settings),
            )
        except OSError as fault:
            raise EmbeddedError(
                f"cannot serve on {host}:{port} ({fault.strerror}): give another --port"
            ) from fault


def _kept_in_memory(settings: Settings) -> dict[str, Any]:
    """Bounds that keep what is sent and answered off the disk.

    Waitress writes longer bodies into temporary files, in the clear: an informant's photos coming
    in, and going out to an inspector. Whatever could overflow is refused instead: a body may
    exceed by one file what a form takes, so that who attached too much still reads our sentence.
    """
    one_file = settings.complaint_file_bytes
    largest = max(settings.upload_bytes, (MOST_FILES + 1) * one_file) + _WORDS_BYTES
    return {
        "max_request_body_size": largest,
        "inbuf_overflow": largest + 1,
        "outbuf_overflow": _NEVER,
    }


@click.command()
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 64))
def worker(concurrency: int) -> None:
    """Work through the queues."""
    from portal_plugin.celery import make_celery, worker_arguments

    with workplace() as place:
        make_celery(place.settings).worker_main(
            [
                "worker",
                *worker_arguments(place.settings),
                *("--concurrency", str(concurrency)),
                *("--loglevel", "INFO"),
            ]
        )


@click.command()
def beat() -> None:
    """Ask for what is due, on schedule."""
    from portal_plugin.celery import make_celery

    # The schedule is computed anew at each start: a file of it could be torn by a kill, and what
    # is due is read from the database anyway.
    with workplace() as place:
        make_celery(place.settings).start(
            ["beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "INFO"]
        )


@click.command()
@click.option("--port", default=8099, show_default=True, type=_port)
def sandbox(port: int) -> None:
    """Run a stand-in of the national endpoint on this machine, with its own durable file."""
    import os

    from portal_plugin.national.standin.server import create_server

    with one_sentence():
        home = Settings.read(os.environ).home
        known = sandbox_home.credentials(home)
        environment = {
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": known.client_id,
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": known.client_secret,
            "PORTAL_PLUGIN_SANDBOX_CONTROL_TOKEN": known.control_token,
            **os.environ,
        }
        try:
            server = create_server(home / "sandbox", "127.0.0.1", port, environment)
        except OSError as fault:
            raise EmbeddedError(
                f"cannot serve on port {port} ({fault.strerror}): give another --port"
            ) from fault
        address = f"http://127.0.0.1:{server.effective_port}"
        sandbox_home.announce(home, address)
        click.echo(f"The stand-in answers at {address}; Ctrl-C stops it.")
        server.run()


@click.command()
@click.option("--headless", is_flag=True, help="Run the main job once, print what happened, stop.")
@click.option("--port", default=8000, show_default=True, type=_port)
@json_option
def demo(headless: bool, port: int, as_json: bool) -> None:
    """Start a sample province: database, web, worker, beat and the stand-in endpoint."""
    from portal_plugin.demo.run import run_headless, run_until_stopped

    with one_sentence():
        if not headless:
            run_until_stopped(port, click.echo)
            return
        outcome = run_headless()
    if as_json:
        print_json({"tenants": outcome})
        return
    for tenant in outcome:
        click.echo(
            f"{tenant['code']}: {tenant['measures']} measures, {tenant['findings']} findings, "
            f"receipt {tenant['receipt']} after {tenant['seconds']} s"
        )


COMMANDS = (web, worker, beat, sandbox, demo)
