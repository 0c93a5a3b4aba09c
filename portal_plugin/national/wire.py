"""A transport that an ill-meaning or broken server can neither fill up nor keep waiting.

httpx limits each read, not the whole exchange: a server that sends one byte every few seconds, in
the headers or in the body, would hold a worker for ever. Here one deadline covers all of it.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, cast

import httpcore
import httpx

_deadline: ContextVar[float] = ContextVar("portal_plugin_wire_deadline")


class BoundedTransport(httpx.BaseTransport):
    """One exchange takes at most `seconds`, its reply at most `reply_bytes` and no compression.

    Raises only `httpx.TransportError`.
    """

    def __init__(self, *, seconds: float, reply_bytes: int) -> None:
        self._seconds = seconds
        self._reply_bytes = reply_bytes
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            network_backend=_DeadlineBackend(),
            max_connections=4,
            keepalive_expiry=15.0,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        token = _deadline.set(time.monotonic() + self._seconds)
        try:
            return self._exchange(request)
        except httpcore.TimeoutException as fault:
            raise httpx.ReadTimeout("no whole reply in time", request=request) from fault
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as fault:
            raise httpx.NetworkError(str(fault)[:_REASON], request=request) from fault
        finally:
            _deadline.reset(token)

    def close(self) -> None:
        self._pool.close()

    def _exchange(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        reply = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=cast(httpx.SyncByteStream, request.stream),
                extensions={"timeout": dict.fromkeys(_TIMEOUTS, self._seconds)},
            )
        )
        try:
            headers = httpx.Headers(reply.headers)
            if headers.get("content-encoding", "identity") != "identity":
                raise httpx.RemoteProtocolError("compressed, which was not asked for")
            content = self._read(cast(Iterable[bytes], reply.stream))
        finally:
            reply.close()
        return httpx.Response(reply.status, headers=headers, content=content, request=request)

    def _read(self, chunks: Iterable[bytes]) -> bytes:
        content = bytearray()
        for chunk in chunks:
            content += chunk
            if len(content) > self._reply_bytes:
                raise httpx.RemoteProtocolError(f"longer than {self._reply_bytes} bytes")
        return bytes(content)


_PIECE = 65536
_REASON = 300
_TIMEOUTS = ("connect", "read", "write", "pool")


def _remaining(timeout: float | None) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("deadline passed")
    return left if timeout is None else min(left, timeout)


class _DeadlineStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        # In pieces, so that a peer that reads slowly meets the deadline between two of them.
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _remaining(timeout))
        return _DeadlineStream(secured)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _DeadlineBackend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(
            host, port, _remaining(timeout), local_address, socket_options
        )
        return _DeadlineStream(stream)
