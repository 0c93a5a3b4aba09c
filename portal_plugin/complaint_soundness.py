"""What `doctor` asks about complaints: each check answers whether all is well, and what to do."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import closing, suppress

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints.models import ComplaintOffice
from portal_plugin.config.catalogue.public_holidays import HolidayFileError, holidays
from portal_plugin.config.mail import MailServer, mail_server
from portal_plugin.files.kinds import FileRefused
from portal_plugin.files.virus import scanner_of
from portal_plugin.reports import heartbeat
from portal_plugin.tenants.resolve import all_tenants
from portal_plugin.tenants.session import tenant_session
from portal_plugin.working_days import holiday_coverage
from portal_plugin.workplace import Workplace

PATIENCE_SECONDS = 5.0


def tracking(place: Workplace) -> tuple[bool, str]:
    """Whether there is a key for tracking codes, and where it lies."""
    key, kept = place.settings.tracking_key, place.settings.home / "secrets" / "tracking"
    if key is None:
        return False, "PORTAL_PLUGIN_TRACKING_KEY is not set: nobody can complain"
    with suppress(OSError):
        if kept.read_text() == key:
            return True, f"the key of tracking codes lies in {kept}: keep a copy of it"
    return True, "the key of tracking codes comes from the settings: keep a copy of it"


def holidays_known(place: Workplace) -> tuple[bool, str]:
    """Whether the holidays reach far enough for those who count working days (C1)."""
    try:
        known = holidays(place.settings.holidays_file)
    except HolidayFileError as fault:
        return False, str(fault)
    counting = 0
    for tenant in all_tenants(place.engine):
        with tenant_session(place.engine, tenant.id) as session:
            found = session.scalar(
                sa.select(ComplaintOffice.id).where(ComplaintOffice.working_days)
            )
            counting += found is not None
    return holiday_coverage(clock.today(), counting, known)


def tending(place: Workplace) -> tuple[bool, str]:
    """Whether beat and worker were seen to tend complaints on this machine."""
    age = heartbeat.seconds_since(place.settings.home, heartbeat.TENDING)
    if age is None:
        return True, "no tending seen on this machine: portal-plugin beat asks for it"
    seen = f"last tending {age:.0f} s ago"
    if age > max(3 * place.settings.tend_seconds, 60):
        return False, f"{seen}: start portal-plugin worker and portal-plugin beat"
    return True, seen


def mail(place: Workplace) -> tuple[bool, str]:
    """Whether the mail server greets as it would for a letter, and letters can name an address."""
    if place.settings.mail_url is None:
        return True, "PORTAL_PLUGIN_MAIL_URL is not set: nobody gets a letter"
    server = mail_server(place.settings.mail_url)
    where = f"mail server {server.host}:{server.port}"
    try:
        _greet(server)
    except (OSError, smtplib.SMTPException) as fault:
        return False, f"{where} does not greet ({type(fault).__name__}): start it or name another"
    if place.settings.public_url is None:
        return False, f"{where} answers; set PORTAL_PLUGIN_PUBLIC_URL, or letters name no address"
    return True, f"{where} answers"


def virus_scanner(place: Workplace) -> tuple[bool, str]:
    """Whether clamd gives a verdict on a few bytes."""
    if place.settings.clamav is None:
        return True, "PORTAL_PLUGIN_CLAMAV is not set: files are not scanned for viruses"
    where = f"clamd at {place.settings.clamav}"
    try:
        scanner_of(place.settings.clamav).scan(b"portal-plugin doctor")
    except FileRefused:
        return False, f"{where} gives no verdict: start it, or no file of anybody is taken"
    return True, f"{where} answers"


def _greet(server: MailServer) -> None:
    tls, where = ssl.create_default_context(), (server.host, server.port)
    session = (
        smtplib.SMTP_SSL(*where, timeout=PATIENCE_SECONDS, context=tls)
        if server.encryption == "tls"
        else smtplib.SMTP(*where, timeout=PATIENCE_SECONDS)
    )
    with closing(session):
        session.ehlo_or_helo_if_needed()
        if server.encryption == "starttls":
            session.starttls(context=tls)
            session.ehlo_or_helo_if_needed()
        session.quit()
