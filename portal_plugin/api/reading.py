"""What a request says, read by a schema: nothing unknown, nothing too large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import marshmallow
import orjson
from flask import Request
from webargs.flaskparser import FlaskParser, is_json_request

from portal_plugin.api.problems import Refused, faults_by_field

LARGEST_BODY = 1024 * 1024
"""Bytes. A report of progress as people write them has a few thousand."""


class Reader(FlaskParser):
    """webargs, with one refusal for each thing that can be wrong."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  (webargs reads it from the class)
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": marshmallow.RAISE,
    }

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        """The body. Raises `Refused` before reading one that is too large or no JSON."""
        if not is_json_request(req):
            raise Refused(415, "ส่งข้อมูลเป็น JSON และระบุ Content-Type: application/json")
        if req.content_length is None and req.environ.get("wsgi.input_terminated"):
            raise Refused(411, "ระบุขนาดของข้อมูลใน Content-Length แล้วส่งอีกครั้ง")
        if (req.content_length or 0) > LARGEST_BODY:
            raise Refused(413, "ข้อมูลใหญ่เกิน 1 เมกะไบต์ กรุณาย่อข้อความแล้วส่งอีกครั้ง")
        try:
            # Not the standard library's parser: deep nesting would exhaust its stack.
            return orjson.loads(req.get_data())
        except orjson.JSONDecodeError as fault:
            raise Refused(400, "อ่าน JSON ไม่ได้ ตรวจรูปแบบแล้วส่งอีกครั้ง") from fault

    def handle_error(
        self,
        error: marshmallow.ValidationError,
        req: Request,
        schema: marshmallow.Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """A body or query that the schema does not take."""
        assert isinstance(error.messages, dict)
        (faults,) = error.messages.values()  # below the place they were found in: json or query
        raise Refused(
            422, "ข้อมูลบางช่องไม่ถูกต้อง กรุณาแก้ตามที่แจ้งในแต่ละช่อง", faults_by_field(faults)
        ) from error


reader = Reader()
