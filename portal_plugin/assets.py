"""The page's typeface, served from our own address out of its package."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file

from portal_plugin.fonts import WEIGHTS, font_path


def register(blueprint: Blueprint) -> None:
    """Add the addresses of the fonts; they stand beside the other static files."""
    blueprint.add_url_rule(
        "/portal-plugin/static/portal_plugin/fonts/sarabun-<int:weight>.ttf", "font", send_font
    )


def send_font(weight: int) -> Response:
    """One weight of Sarabun. Public, and the same in every tenant's space."""
    if weight not in WEIGHTS:
        abort(404)
    return send_file(font_path(weight), mimetype="font/ttf", max_age=31_536_000)
