"""What each message broker needs: the one place that knows.

The promise that a report is delivered rests on the outbox and its sweeper, not on a broker;
still no broker may lose a task needlessly. Three kinds are supported, told apart by their URL:

    pgmq://user:password@/database?host=/socket/directory   the embedded default
    pgmq://user:password@host:port/database                 PGMQ on a PostgreSQL server
    amqp:// amqps://                                        RabbitMQ with quorum queues
    redis:// rediss://                                      Redis
"""

from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import psycopg
from kombu.entity import Exchange, Queue
from pgmq.install import get_embedded_install_sql
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.embedded.place import keep_secret
from portal_plugin.embedded.server import Server

BROKER_ROLE = "portal_plugin_broker"
BROKER_DATABASE = "portal_plugin_broker"
SPARE_SECONDS = 60
PUBLISH_SECONDS = 3.0
PUBLISH_LIMITS = {"timeout": PUBLISH_SECONDS, "confirm_timeout": PUBLISH_SECONDS}
"""Options of every send: a broker that stays silent must not hold the request that asks."""

INSTALL_LOCK = 0x706F7274616C  # any number that all installers share


def broker_options(url: str, task_seconds: int, countdown_seconds: int) -> dict[str, Any]:
    """The Celery settings that the broker at `url` needs, `broker_url` included.

    `task_seconds` is the hard limit of the longest task, `countdown_seconds` the longest
    delay a task is sent with: a message handed out is not handed out again before both
    are over. Raises EmbeddedError for a URL of another kind.
    """
    visible_again = task_seconds + countdown_seconds + SPARE_SECONDS
    scheme = urlsplit(url).scheme
    common = {
        "broker_connection_timeout": PUBLISH_SECONDS,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_enable_remote_control": False,
    }
    if scheme == "pgmq":
        return common | _pgmq_options(url, visible_again)
    if scheme in {"amqp", "amqps"}:
        return common | _quorum_options(url)
    if scheme in {"redis", "rediss"}:
        return common | _redis_options(url, visible_again)
    raise EmbeddedError(
        "PORTAL_PLUGIN_BROKER_URL must begin with pgmq://, amqp://, amqps://, redis:// or "
        "rediss://: correct it, or leave it out to use the embedded broker."
    )


def queue_arguments(url: str) -> dict[str, str]:
    """The arguments that every queue is declared with at this broker."""
    return {"x-queue-type": "quorum"} if urlsplit(url).scheme in {"amqp", "amqps"} else {}


def broker_queue(url: str, name: str) -> Queue:
    """The queue `name` as this broker is to keep it.

    RabbitMQ holds back a message with a countdown by itself, but only for queues of a topic
    exchange; from another it goes to a worker at once, and two that wait there fill the worker's
    prefetch, so that every shorter countdown waits for the longest.
    """
    arguments = queue_arguments(url)
    binding = {"routing_key": name, "queue_arguments": arguments} if arguments else {}
    exchange = Exchange("portal_plugin", "topic") if arguments else None  # type: ignore[no-untyped-call]
    return Queue(name, exchange, **binding)  # type: ignore[no-untyped-call]


def worker_flags(url: str) -> list[str]:
    """The command-line flags of a Celery worker at this broker.

    Nothing uses remote control, so workers need not find one another. Over PGMQ the pool is
    of threads: a forked child that waits for work holds the lock of the queue that all
    children share, and killing it then (kill -9, out of memory) stops the pool for ever.
    Threads end with their worker, which is started again; hard time limits do not reach them.
    """
    flags = ["--without-gossip", "--without-mingle"]
    return [*flags, "--pool=threads"] if urlsplit(url).scheme == "pgmq" else flags


def prepare_broker(server: Server) -> str:
    """Make the broker's role and database on the embedded server; returns its URL.

    The role may enter its own database only as its owner, and nobody else's tables are
    there. Calling it again, or at the same time, changes nothing.
    """
    password = keep_secret(server.home, BROKER_ROLE)
    with server.connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [INSTALL_LOCK])
        _make_role(connection, password)
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(known, [BROKER_DATABASE]).fetchone() is None:
            server.create_database(BROKER_DATABASE, owner=BROKER_ROLE)
        revoke = sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC")
        connection.execute(revoke.format(sql.Identifier(BROKER_DATABASE)))
    host = urlencode({"host": str(server.socket_directory)})
    url = f"pgmq://{BROKER_ROLE}:{quote(password, safe='')}@/{BROKER_DATABASE}?{host}"
    install_pgmq(url)
    return url


def install_pgmq(url: str) -> bool:
    """Put PGMQ's tables and functions, plain SQL, into a database; True if it did.

    The server needs no extension for it. `url` is a pgmq:// or postgresql:// URL of the role
    that will use them, which must own the database.
    """
    with psycopg.connect(_conninfo(url)) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALL_LOCK])
        row = connection.execute("SELECT to_regclass('pgmq.meta') IS NULL").fetchone()
        if row is None or not row[0]:
            return False
        connection.execute(get_embedded_install_sql().encode())
    return True


def _pgmq_options(url: str, visible_again: int) -> dict[str, Any]:
    conninfo = _conninfo(url)
    parts = conninfo_to_dict(conninfo)
    if any(character in str(value) for value in parts.values() for character in " '\\"):
        raise EmbeddedError(
            "A pgmq:// URL may hold no space, apostrophe or backslash, its client does not "
            "quote them: give the broker's role another password."
        )
    shown = f"{quote(str(parts['user']), safe='')}:{quote(str(parts['password']), safe='')}"
    return {
        # The client takes its server from conn_string; the URL is what logs show, masked.
        "broker_url": f"pgmq://{shown}@localhost/{parts['dbname']}",
        "broker_transport_options": {
            "conn_string": conninfo,
            "init_extension": False,
            "wait_time_seconds": 0,
            "polling_interval": 0.1,
            "visibility_timeout": visible_again,
            "pool_size": 4,
            "pool_timeout": PUBLISH_SECONDS,
        },
    }


def _quorum_options(url: str) -> dict[str, Any]:
    return {
        "broker_url": url,
        "broker_transport_options": {"confirm_publish": True},
        "task_default_queue_type": "quorum",
        # Quorum queues know no global prefetch count; Celery then counts per consumer.
        "worker_detect_quorum_queues": True,
        "broker_native_delayed_delivery_queue_type": "quorum",
    }


def _redis_options(url: str, visible_again: int) -> dict[str, Any]:
    return {
        "broker_url": url,
        "broker_transport_options": {
            "visibility_timeout": visible_again,
            "socket_keepalive": True,
            "socket_connect_timeout": PUBLISH_SECONDS,
            # Else a publish waits for ever on a connection that died without a word.
            "socket_timeout": PUBLISH_SECONDS,
            "health_check_interval": 30,
        },
    }


def _make_role(connection: psycopg.Connection, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [BROKER_ROLE])
    command = "ALTER ROLE" if known.fetchone() else "CREATE ROLE"
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD"
    connection.execute(
        sql.SQL("{} {} {} {}").format(
            sql.SQL(command),
            sql.Identifier(BROKER_ROLE),
            sql.SQL(attributes),
            sql.Literal(password),
        )
    )


def _conninfo(url: str) -> str:
    """The URL as libpq reads it; raises EmbeddedError when a part is missing."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [unquote(parts.hostname or "")])[0]
    database = unquote(parts.path.removeprefix("/"))
    if not (host and database and parts.username and parts.password):
        raise EmbeddedError(
            "The broker's URL must name user, password, host and database, like "
            "pgmq://user:password@host/database: correct PORTAL_PLUGIN_BROKER_URL."
        )
    return make_conninfo(
        host=host,
        port=parts.port or 5432,
        dbname=database,
        user=unquote(parts.username),
        password=unquote(parts.password),
    )
