"""A public client library (georeport of PyPI) over a real socket; it has no method that posts, so
the post is the specification's own example, sent by the library that it is built on."""

from __future__ import annotations

import threading

import pytest
import requests
from georeport import GeoReport
from werkzeug.serving import make_server


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/open311/v2"
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_lists_posts_and_reads_in_both_formats(address, program) -> None:
    for form in ("json", "xml"):
        library = GeoReport(address, jurisdiction="rimnam", output_format=form)
        services = {each["service_code"]: each for each in library.get_service_list()}
        assert services["SERVICE"]["service_name"] == "การให้บริการประชาชน"
        assert library.get_service_definition("SERVICE")["service_code"] == "SERVICE"
        posted = requests.post(
            f"{address}/requests.{form}",
            data={
                "api_key": program.api_key,
                "jurisdiction_id": "rimnam",
                "service_code": "SERVICE",
                "lat": 14.5,
                "long": 100.25,
                "address_string": "หน้าตลาด (ตัวอย่าง)",
                "email": "smit@example.com",
                "device_id": "tt222111",
                "account_id": "123456",
                "first_name": "สมชาย",
                "last_name": "(ตัวอย่าง)",
                "phone": "0812345678",
                "description": "ไฟถนนดับมาสามคืนแล้ว (ตัวอย่าง)",
            },
            timeout=10,
        )
        posted.raise_for_status()
        found = library.get_service_requests(status="open")
        newest = found[0] if isinstance(found, list) else found
        assert newest["service_request_id"] in posted.text
        one = library.get_service_request(newest["service_request_id"])
        assert one == newest
        assert one["status"] == "open" and one["service_code"] == "SERVICE"


def test_a_refusal_is_an_error_to_it(address) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        GeoReport(address, jurisdiction="nowhere").get_service_list()
