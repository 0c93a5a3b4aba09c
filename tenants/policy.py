"""The wall, read back from the database itself: which tables and roles keep it."""

from __future__ import annotations

import sqlalchemy as sa

from portal_plugin.tenants.base import INSPECTION_SCHEMA, OWN_TENANT_SQL, SCHEMA
from portal_plugin.tenants.errors import UnsafeDatabaseRole

OWNER_ROLE = "portal_plugin_owner"
APP_ROLE = "portal_plugin_app"
PROVINCE_ROLE = "portal_plugin_province"
INSPECTION_ROLE = "portal_plugin_inspection"
POLICY_NAME = "own_tenant"
PROVINCE_POLICY_NAME = "province_reads"

COUNTING_FUNCTION = f"{INSPECTION_SCHEMA}.published_figures(integer, date)"
"""The one function that runs with its owner's rights: counts leave the channel through it alone."""

SHARED_TABLES = frozenset({"tenant", "alembic_version"})
"""Tables without an owner; each is read-only for the application role."""

PROVINCE_TABLES = frozenset({"complaint_count", "outbox", "rendering", "round"})
"""Tables of which the province's role reads some columns across tenants: delivery state, counts,
and which files wait to be made."""

_ROLE_SQL = sa.text(
    """
    select r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolreplication,
           (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = any(:schemas) and c.relkind in ('r', 'p')
               and pg_has_role(r.oid, c.relowner, 'member')) as owned,
           (select count(*) from pg_roles other
             where (other.rolsuper or other.rolbypassrls)
               and pg_has_role(r.oid, other.oid, 'member')) as strong,
           (select bool_or(other.rolname = :inspection) and bool_or(other.rolname <> :inspection)
              from pg_roles other where other.rolname in (:app, :province, :inspection)
               and pg_has_role(r.oid, other.oid, 'member')) as on_both_sides
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
    select distinct 'view ' || n.nspname || '.' || v.relname, false
      from pg_class v join pg_namespace n on n.oid = v.relnamespace
      left join pg_rewrite r on r.ev_class = v.oid
      left join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
       and d.refclassid = 'pg_class'::regclass
      left join pg_class t on t.oid = d.refobjid and t.oid <> v.oid
      left join pg_namespace tn on tn.oid = t.relnamespace
     where (n.nspname = any(:schemas) or tn.nspname = any(:schemas))
       and (v.relkind = 'm' or (v.relkind = 'v'
       and not coalesce(v.reloptions::text[] && array['security_invoker=true'], false)))
    union all
    select 'function ' || n.nspname || '.' || p.proname,
           n.nspname || '.' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' = :counting
           and pg_get_userbyid(p.proowner) = :owner
           and p.proconfig = array['search_path=pg_catalog, pg_temp']
           and not exists (
               select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
                where g.grantee not in (select oid from pg_roles
                                         where rolname in (:owner, :app, :inspection)))
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and (n.nspname = any(:schemas) or pg_get_userbyid(p.proowner) = :owner)
    """
)

_TRESPASS_SQL = sa.text(
    """
    select coalesce(r.rolname, 'public'), g.privilege_type, n.nspname || '.' || c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      left join pg_attribute a on a.attrelid = c.oid and a.attacl is not null
      cross join aclexplode(c.relacl || a.attacl) g
      left join pg_roles r on r.oid = g.grantee
     where n.nspname = any(:schemas) and coalesce(r.rolname, 'public') <> :owner
       and (coalesce(r.rolname, 'public') = :inspection) = (n.nspname = :schema)
     group by 1, 2, 3 order by 3, 1, 2
    """
)
"""What is granted across the wall: tables of the channel to anybody but its own role, and tables of
everything else to that role."""

_CANONICAL = "(tenant_id = (NULLIF(current_setting('portal_plugin.tenant'::text, true), ''::text))"
_CANONICAL += "::uuid)"
_NAMES: dict[str, object] = {
    "schema": SCHEMA,
    "schemas": [SCHEMA, INSPECTION_SCHEMA],
    "owner": OWNER_ROLE,
    "app": APP_ROLE,
    "province": PROVINCE_ROLE,
    "inspection": INSPECTION_ROLE,
    "counting": COUNTING_FUNCTION,
}


def policy_sql(table: str, schema: str = SCHEMA) -> str:
    """The statements that wall `table` in: used when a migration is written, then frozen."""
    return (
        f"ALTER TABLE {schema}.{table} ENABLE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE {schema}.{table} FORCE ROW LEVEL SECURITY;\n"
        f"CREATE POLICY {POLICY_NAME} ON {schema}.{table}\n"
        f"    USING (tenant_id = {OWN_TENANT_SQL})\n"
        f"    WITH CHECK (tenant_id = {OWN_TENANT_SQL});\n"
    )


def wall_breaches(connection: sa.Connection) -> list[str]:
    """Each way in which the database does not keep tenants apart, one sentence each; [] is good.

    Derived from the catalogue: a new table is a breach until it is forced and has the policy. The
    corruption channel's tables must besides be out of every other role's reach.
    """
    breaches: list[str] = []
    for name, enabled, forced, policies in connection.execute(_TABLE_SQL, {"schema": SCHEMA}):
        if name not in SHARED_TABLES:
            breaches += _table_breaches(name, enabled, forced, policies)
    for name, *found in connection.execute(_TABLE_SQL, {"schema": INSPECTION_SCHEMA}):
        breaches += _table_breaches(f"{INSPECTION_SCHEMA}.{name}", *found)
    breaches += [
        f"{loophole} runs with its owner's rights"
        for loophole, is_declared in connection.execute(_LOOPHOLE_SQL, _NAMES)
        if not is_declared
    ]
    breaches += [
        f"{role} may {privilege} {table}, across the wall of the corruption channel"
        for role, privilege, table in connection.execute(_TRESPASS_SQL, _NAMES)
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
    for (
        name,
        is_super,
        bypasses,
        makes_roles,
        replicates,
        owned,
        strong,
        both,
    ) in connection.execute(_ROLE_SQL, _NAMES):
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
        if both and not is_super:
            faults.append(f"role {name} stands on both sides of the corruption channel's wall")
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
