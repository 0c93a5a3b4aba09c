"""The invented province: three municipalities, its own office, and their people.

Every name is invented and marked as a sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.embedded.place import keep_secret
from portal_plugin.hosts.standalone.accounts import InvalidAccount, account_named, create_account
from portal_plugin.tenants.errors import UnknownTenant
from portal_plugin.tenants.models import Department, DepartmentKind, TenantType
from portal_plugin.tenants.register import TenantRefused, add_tenant
from portal_plugin.tenants.resolve import TenantRecord, tenant_by_code
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace

PROVINCE = "ตัวอย่างธานี"
PLANS_END = 2570
"""The last Buddhist fiscal year of the sample plans."""


@dataclass(frozen=True, slots=True)
class SampleTenant:
    """A municipality of the demo and the plan document it imports."""

    code: str
    name: str
    type: TenantType
    document: str


MUNICIPALITIES = (
    SampleTenant(
        "rimnam",
        "เทศบาลเมืองตัวอย่างริมน้ำ",
        TenantType.TOWN_MUNICIPALITY,
        "plan-town-2566-2570.txt",
    ),
    SampleTenant(
        "santrai",
        "เทศบาลตำบลตัวอย่างสันทราย",
        TenantType.SUBDISTRICT_MUNICIPALITY,
        "plan-subdistrict-2566-2570.txt",
    ),
    SampleTenant(
        "nongbua",
        "องค์การบริหารส่วนตำบลตัวอย่างหนองบัว",
        TenantType.SAO,
        "plan-sao-2566-2570.txt",
    ),
)
OFFICE = SampleTenant("province", "สำนักงานจังหวัดตัวอย่างธานี", TenantType.PROVINCE_OFFICE, "")

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("plan", "เจ้าหน้าที่แผน (ตัวอย่าง)", Role.PLAN_OFFICER),
    ("office", "เจ้าหน้าที่สำนักปลัด (ตัวอย่าง)", Role.DEPARTMENT_OFFICER),
    ("complaints", "เจ้าหน้าที่รับเรื่องร้องเรียน (ตัวอย่าง)", Role.COMPLAINT_OFFICER),
    ("inspector", "ผู้ตรวจสอบภายใน (ตัวอย่าง)", Role.INSPECTOR),
    ("inspector2", "ปลัด (ตัวอย่าง)", Role.INSPECTOR),
    ("outside", "ผู้รับเรื่องภายนอก (ตัวอย่าง)", Role.INSPECTOR),
    ("mayor", "นายก (ตัวอย่าง)", Role.EXECUTIVE),
    ("admin", "ผู้ดูแลระบบ (ตัวอย่าง)", Role.TENANT_ADMINISTRATOR),
    ("auditor", "ผู้ตรวจทาน (ตัวอย่าง)", Role.AUDITOR),
)
OFFICE_PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("operator", "ผู้ดูแลระบบจังหวัด (ตัวอย่าง)", Role.PROVINCE_OPERATOR),
)


def settle(place: Workplace, sample: SampleTenant) -> TenantRecord:
    """The tenant of `sample`, added if it is not there yet."""
    try:
        return tenant_by_code(place.engine, sample.code)
    except UnknownTenant:
        pass
    try:
        return add_tenant(place.owner_engine, sample.code, sample.name, sample.type, PROVINCE)
    except TenantRefused:  # another start of the demo was faster
        return tenant_by_code(place.engine, sample.code)


def people(place: Workplace, tenant: TenantRecord) -> list[tuple[str, str]]:
    """Accounts of a sample tenant as (username, name), made if they are not there yet.

    They share one password, made at random at the first start and kept in the home folder.
    """
    wanted = OFFICE_PEOPLE if tenant.type is TenantType.PROVINCE_OFFICE else PEOPLE
    with tenant_session(place.engine, tenant.id) as session:
        for username, name, role in wanted:
            try:
                account_named(session, username)
            except InvalidAccount:
                create_account(
                    session,
                    username=username,
                    password=password(place),
                    display_name=name,
                    roles=(role,),
                    department=clerks_office(session).name
                    if role is Role.DEPARTMENT_OFFICER
                    else None,
                )
        session.commit()
    return [(username, name) for username, name, _ in wanted]


def clerks_office(session: TenantSession) -> Department:
    """The clerk's office, which every municipality has: the sample department officer's place."""
    known = (
        sa.select(Department).where(Department.name.startswith("สำนักปลัด")).order_by(Department.name)
    )
    office = session.scalars(known.limit(1)).one_or_none()
    if office is None:
        office = Department(name="สำนักปลัด", kind=DepartmentKind.BUREAU)
        session.add(office)
        session.flush()
    return office


def password(place: Workplace) -> str:
    """The password of all sample people of this home folder."""
    return keep_secret(place.settings.home, "demo-people")[:16]
