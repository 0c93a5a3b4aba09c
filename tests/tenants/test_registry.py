"""Adding tenants and finding them again, whatever is typed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal_plugin.blueprint import make_blueprint
from portal_plugin.config.settings import Settings
from portal_plugin.tenants.errors import UnknownTenant
from portal_plugin.tenants.models import Tenant, TenantType
from portal_plugin.tenants.register import RESERVED_CODES, TenantRefused, add_tenant
from portal_plugin.tenants.resolve import all_tenants, tenant_by_code, tenant_by_id

NAME = "เทศบาลตำบลตัวอย่างใหม่"
PROVINCE = "ตัวอย่างธานี"
KIND = TenantType.SUBDISTRICT_MUNICIPALITY
HOSTILE_CODES = [
    "", "a", "A1", "Rimnam", "-rim", "rim nam", "rim/nam", "rim.nam", "..", "ริมน้ำ", "rim\n", "rim\0nam",
    "rim'; drop table tenant; --", "ａｂｃ", "a" * 40, "rim%2fnam", "rim_nam", "١٢٣", "\ud800ab",
]  # fmt: skip


NOWHERE = sa.create_engine("postgresql+psycopg://nobody@/nowhere?host=/nonexistent")
"""A refusal must come before any connection is made."""


def test_an_added_tenant_is_found_by_code_and_by_id(database: Any) -> None:
    added = add_tenant(database.owner, "new-town", f"  {NAME} ", KIND, PROVINCE)
    assert added.name == NAME
    assert tenant_by_code(database.app, "new-town") == added
    assert tenant_by_id(database.app, added.id) == added
    assert all_tenants(database.app) == [added]


def test_tenants_are_listed_by_code(database: Any, tenant_ids: dict[str, UUID]) -> None:
    assert [each.code for each in all_tenants(database.app)] == sorted(tenant_ids)


def test_a_taken_code_is_refused_and_changes_nothing(
    database: Any, tenant_ids: dict[str, UUID]
) -> None:
    with pytest.raises(TenantRefused, match="the code rimnam is taken"):
        add_tenant(database.owner, "rimnam", NAME, KIND, PROVINCE)
    assert tenant_by_code(database.app, "rimnam").id == tenant_ids["rimnam"]


@pytest.mark.parametrize("code", [*HOSTILE_CODES, *sorted(RESERVED_CODES)])
def test_a_code_that_is_malformed_or_reserved_is_refused(code: str) -> None:
    with pytest.raises(TenantRefused, match="cannot be a tenant's code"):
        add_tenant(NOWHERE, code, NAME, KIND, PROVINCE)


@pytest.mark.parametrize(
    "text", ["", "   ", "nul\0byte", "half \ud83d pair", "two\nlines", "bell\x07", "ก" * 201]
)
@pytest.mark.parametrize("part", ["name", "province"])
def test_a_name_that_is_no_plain_text_is_refused(part: str, text: str) -> None:
    given = {"name": NAME, "province": PROVINCE} | {part: text}
    with pytest.raises(TenantRefused, match="needs a name and a province"):
        add_tenant(NOWHERE, "new-town", given["name"], KIND, given["province"])


def test_the_application_itself_cannot_add_a_tenant(database: Any) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        add_tenant(database.app, "new-town", NAME, KIND, PROVINCE)


def test_the_database_refuses_a_malformed_code_by_itself(database: Any) -> None:
    for code in ("a", "A1", "-rim", "rim\n", "a" * 40):
        row = {"id": uuid4(), "code": code, "type": KIND, "name": NAME, "province": PROVINCE}
        with (
            database.owner.connect() as connection,
            pytest.raises(sa.exc.IntegrityError, match="tenant_code_check"),
        ):
            connection.execute(sa.insert(Tenant), [row])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(code=st.one_of(st.text(max_size=50), st.from_regex(r"[a-z0-9-]{2,40}", fullmatch=True)))
@example("\ud800")
@example("rimnam\n")
@example("a" * 100_000)
def test_an_unknown_code_is_unknown_whatever_it_is(database: Any, code: str) -> None:
    with pytest.raises(UnknownTenant):
        tenant_by_code(database.app, code)


def test_an_unknown_id_is_unknown(database: Any) -> None:
    with pytest.raises(UnknownTenant):
        tenant_by_id(database.app, uuid4())


def test_no_code_can_hide_an_address_of_the_plugin() -> None:
    app = Flask("host")
    app.register_blueprint(make_blueprint(Settings()))
    first = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {"<space>"}
    assert first == {"api", "health", "metrics", "open311", "portal-plugin", "static"}
    assert first <= RESERVED_CODES
