"""The wall, read back from the database itself: which tables and roles keep it."""

from __future__ import annotations

import sqlalchemy as sa

from portal_plugin.tenants.base import OWN_TENANT_SQL, SCHEMA
from portal_plugin.tenants.errors import UnsafeDatabaseRole

OWNER_ROLE = "portal_plugin_owner"
APP_ROLE = "portal_plugin_app"
PROVINCE_ROLE = "portal_plugin_province"
INSPECTION_ROLE = "portal_plugin_inspection"
POLICY_NAME = "own_tenant"
PROVINCE_POLICY_NAME = "province_reads"

SHARED_TABLES = frozenset({"tenant", "alembic_version"})
"""Tables without an owner; each is read-only for the application role."""

PROVINCE_TABLES = frozenset({"complaint_count", "outbox", "round"})
"""Tables of which the province's role reads some columns across tenants: delivery state and
counts."""

_ROLE_SQL = sa.text(
    """
    select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication,
           (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = :schema and c.relkind in ('r', 'p')
               and pg_has_role(r.oid, c.relowner, 'member')) as owned,
           (select count(*) from pg_roles other
             where (other.rolsuper or other.rolbypassrls)
               and pg_has_role(r.oid, other.oid, 'member')) as strong
      from pg_roles r where r.rolname in (current_user, session_user)
    """
)

_TABLE_SQL = sa.text(
    """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
           coalesce((select json_agg(json_build_object(
               'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive,
               'using', pg_get_expr(p.polqual, p.polrelid),
               'check', pg_get_expr(p.polwithcheck, p.polrelid),
               'roles', (select coalesce(json_agg(r.rolname), '[]')
                           from pg_roles r where r.oid = any(p.polroles))))
             from pg_policy p where p.polrelid = c.oid), '[]') as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = :schema and c.relkind in ('r', 'p')
     order by c.relname
    """
)

_LOOPHOLE_SQL = sa.text(
    """
    select distinct 'view ' || n.nspname || '.' || v.relname
      from pg_class v join pg_namespace n on n.oid = v.relnamespace
      left join pg_rewrite r on r.ev_class = v.oid
      left join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
       and d.refclassid = 'pg_class'::regclass
      left join pg_class t on t.oid = d.refobjid and t.oid <> v.oid
      left join pg_namespace tn on tn.oid = t.relnamespace
     where :schema in (n.nspname, tn.nspname) and (v.relkind = 'm' or (v.relkind = 'v'
       and not coalesce(v.reloptions::text[] && array['security_invoker=true'], false)))
    union all
    select 'function ' || n.nspname || '.' || p.proname
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and (n.nspname = :schema or pg_get_userbyid(p.proowner) = :owner)
    """
)

_CANONICAL = "(tenant_id = (NULLIF(current_setting('portal_plugin.tenant'::text, true), ''::text))"
_CANONICAL += "::uuid)"


def policy_sql(table: str) -> str:
    """The statements that wall `table` in: used when a migration is written, then frozen."""
    return (
        f"ALTER TABLE {SCHEMA}.{table} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {SCHEMA}.{table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY {POLICY_NAME} ON {SCHEMA}.{table}\n"
        f"    USING (tenant_id = {OWN_TENANT_SQL})\n"
        f"    WITH CHECK (tenant_id = {OWN_TENANT_SQL});\n"
    )


def wall_breaches(connection: sa.Connection) -> list[str]:
    """Each way in which the database does not keep tenants apart, one sentence each; [] is good.

    Derived from the catalogue: a new table is a breach until it is forced and has the policy.
    """
    breaches: list[str] = []
    for name, enabled, forced, policies in connection.execute(_TABLE_SQL, {"schema": SCHEMA}):
        if name not in SHARED_TABLES:
            breaches += _table_breaches(name, enabled, forced, policies)
    breaches += [
        f"{loophole[0]} runs with its owner's rights"
        for loophole in connection.execute(_LOOPHOLE_SQL, {"schema": SCHEMA, "owner": OWNER_ROLE})
    ]
    return breaches


def _table_breaches(
    name: str, enabled: bool, forced: bool, policies: list[dict[str, object]]
) -> list[str]:
    breaches = []
    if not enabled:
        breaches.append(f"table {name} has no row-level security")
    if not forced:
        breaches.append(f"table {name} does not force row-level security on its owner")
    own = [policy for policy in policies if policy["name"] == POLICY_NAME]
    if not own:
        breaches.append(f"table {name} has no policy {POLICY_NAME}")
    for policy in policies:
        if policy["name"] == POLICY_NAME:
            if policy["using"] != _CANONICAL or policy["check"] != _CANONICAL:
                breaches.append(f"policy {POLICY_NAME} of table {name} is not the tenant's policy")
        elif not _is_province_policy(name, policy):
            breaches.append(f"table {name} has a policy nobody declared: {policy['name']}")
    return breaches


def _is_province_policy(table: str, policy: dict[str, object]) -> bool:
    return (
        table in PROVINCE_TABLES
        and policy["name"] == PROVINCE_POLICY_NAME
        and policy["command"] == "r"
        and policy["roles"] == [PROVINCE_ROLE]
    )


def role_faults(connection: sa.Connection) -> list[str]:
    """Why the connected role must not serve requests, one sentence each; [] is good."""
    faults = []
    for name, is_super, bypasses, makes_roles, replicates, owned, strong in connection.execute(
        _ROLE_SQL, {"schema": SCHEMA}
    ):
        if is_super:
            faults.append(f"role {name} is a superuser")
        if bypasses:
            faults.append(f"role {name} has BYPASSRLS")
        if makes_roles:  # on PostgreSQL 15 it could make itself a member of the owner
            faults.append(f"role {name} may create roles")
        if replicates:
            faults.append(f"role {name} may replicate the whole server")
        if owned:
            faults.append(f"role {name} owns tables of {SCHEMA}")
        if strong and not (is_super or bypasses):
            faults.append(f"role {name} is a member of a role that bypasses row-level security")
    return faults


def refuse_unsafe_role(
    connection: sa.Connection, role: str = APP_ROLE, setting: str = "PORTAL_PLUGIN_DATABASE_URL"
) -> None:
    """Raise `UnsafeDatabaseRole` when the connected role could look past the wall.

    `role` is the one to use instead, `setting` where it is named.
    """
    faults = role_faults(connection)
    if faults:
        raise UnsafeDatabaseRole(
            "; ".join(faults)
            + f": connect as {role} (portal-plugin init makes it), row-level security "
            f"does not bind the role in {setting}"
        )
