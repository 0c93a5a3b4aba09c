"""The shapes of the specification's answers: what is dumped is what the document says."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from portal_plugin.open311.asking import STATUSES


def _text() -> fields.String:
    return fields.String(allow_none=True, required=True)


class ServiceSchema(Schema):
    """A kind of complaint that can be posted."""

    service_code = fields.String(required=True)
    service_name = fields.String(required=True)
    description = _text()
    metadata = fields.Boolean(required=True)
    type = fields.String(required=True, validate=validate.Equal("realtime"))
    keywords = _text()
    group = _text()


class AttributeSchema(Schema):
    """A question of a service's own."""

    variable = fields.Boolean(required=True)
    code = fields.String(required=True)
    datatype = fields.String(required=True)
    required = fields.Boolean(required=True)
    datatype_description = _text()
    order = fields.Integer(required=True)
    description = _text()


class DefinitionSchema(Schema):
    """The questions of one service."""

    service_code = fields.String(required=True)
    attributes = fields.List(fields.Nested(AttributeSchema), required=True)


class CreatedSchema(Schema):
    """A service request that was just posted; `service_notice` holds the tracking code."""

    service_request_id = fields.String(required=True)
    service_notice = fields.String(required=True)
    account_id = _text()


class RequestSchema(Schema):
    """A service request as anybody may read it."""

    service_request_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    status_notes = _text()
    service_name = fields.String(required=True)
    service_code = fields.String(required=True)
    description = _text()
    agency_responsible = _text()
    service_notice = _text()
    requested_datetime = fields.AwareDateTime(required=True)
    updated_datetime = fields.AwareDateTime(required=True)
    expected_datetime = fields.AwareDateTime(required=True)
    address = _text()
    address_id = _text()
    zipcode = _text()
    lat = fields.Float(allow_none=True, required=True)
    long = fields.Float(allow_none=True, required=True)
    media_url = _text()


class ErrorSchema(Schema):
    """One thing that is wrong; an answer holds a list of them."""

    code = fields.Integer(required=True)
    description = fields.String(required=True)


class EndpointSchema(Schema):
    """One version of an interface."""

    specification = fields.String(required=True)
    url = fields.String(required=True)
    changeset = fields.String(required=True)
    type = fields.String(required=True)
    formats = fields.List(fields.String(), required=True)


class DiscoverySchema(Schema):
    """Where the interface is, for programs that look for it."""

    changeset = fields.String(required=True)
    contact = fields.String(required=True)
    key_service = fields.String(required=True)
    endpoints = fields.List(fields.Nested(EndpointSchema), required=True)
