"""The filing receipt: a signed statement that a report came in, for an informant to show elsewhere.

It names the municipality, number and day, and the digests by which the sealed report and its place
in the ledger are proved; not what was told, of which kind it is, or by whom.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import orjson
import pypdfium2
import sqlalchemy as sa
from nacl.exceptions import CryptoError
from nacl.signing import VerifyKey

from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.informants.opening import opened_by
from portal_plugin.corruption.models import LedgerEntry
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import PortalPluginError
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.thai import buddhist_date
from portal_plugin.typesetting import pdf

VERSION: Final = 1
ATTACHMENT: Final = "statement.json"
TEMPLATE: Final = "filing.typ"
MOST_BYTES: Final = 5_000_000
"""Larger than any filing receipt."""
_DOMAIN: Final = b"portal-plugin/corruption/filing\0"
"""Before what is signed: the same key signs the ledger, and no signature serves for both."""


class BadFiling(PortalPluginError):
    """No filing receipt, or not of this key. The sentence is for whoever runs the command."""

    status = 422


@dataclass(frozen=True, slots=True)
class Filing:
    """What is signed. `facts` and `ledger_digest` are SHA-256 in hex: of the sealed facts, and of
    the ledger's entry of receipt, whose number is nobody's business; `received_on` is ISO,
    `public_key` hex."""

    version: int
    municipality_code: str
    municipality: str
    number: str
    received_on: str
    facts: str
    ledger_digest: str
    public_key: str


def filing_statement(session: InspectionSession, tenant: TenantRecord, receipt: str) -> bytes:
    """The signed statement (canonical JSON). Raises `UnknownReceipt`."""
    report = opened_by(session, receipt).report
    entry = session.scalars(
        sa.select(LedgerEntry).where(
            LedgerEntry.report_id == report.id, LedgerEntry.act == LedgerAct.REPORT_RECEIVED
        )
    ).one()
    filing = Filing(
        version=VERSION,
        municipality_code=tenant.code,
        municipality=tenant.name,
        number=report.number,
        received_on=report.received_on.isoformat(),
        # As it was received: in a newer format the same facts have another digest.
        facts=entry.detail["facts"],
        ledger_digest=entry.digest.hex(),
        public_key=public_key(session),
    )
    key = session.key.signing_key(session.tenant_id)
    signature = key.sign(_signed(asdict(filing))).signature.hex()
    return _canonical({"statement": asdict(filing), "signature": signature})


def filing_pdf(
    session: InspectionSession, tenant: TenantRecord, receipt: str, key_address: str
) -> bytes:
    """The statement on paper, and attached to it. Raises `UnknownReceipt`.

    The same receipt gives the same bytes on every day: the file does not tell when it was asked
    for. `key_address` is where the public key stands.
    """
    document = filing_statement(session, tenant, receipt)
    filing = Filing(**orjson.loads(document)["statement"])
    received_on = date.fromisoformat(filing.received_on)
    data = {
        **asdict(filing),
        "day": buddhist_date(received_on),
        "key_address": key_address,
        "attachment": ATTACHMENT,
        "document": document.decode(),
    }
    return pdf(TEMPLATE, data, day=received_on)


def public_key(session: InspectionSession) -> str:
    """The municipality's public key (64 hex digits), which proves filings and its ledger."""
    return bytes(session.key.signing_key(session.tenant_id).verify_key).hex()


def verify(document: bytes, key: str) -> Filing:
    """What a signed statement says, proved with the municipality's published key (hex).

    Raises `BadFiling` for whatever else it is.
    """
    try:
        read = orjson.loads(document)
        filing, signature = Filing(**read["statement"]), bytes.fromhex(read["signature"])
        if _canonical(read) != document:
            raise ValueError
    except (ValueError, TypeError, KeyError):
        raise BadFiling("this is no filing receipt, or a part of it was changed") from None
    try:
        VerifyKey(bytes.fromhex(key)).verify(_signed(read["statement"]), signature)
    except (CryptoError, ValueError, TypeError):
        raise BadFiling(
            "the signature does not fit: the receipt was changed, or the key is another "
            "municipality's"
        ) from None
    if filing.version != VERSION:
        raise BadFiling(f"version {filing.version} is not known here: install a newer release")
    return filing


def statement_in(document: bytes) -> bytes:
    """The signed statement that a filing receipt (PDF) carries. Raises `BadFiling`."""
    if len(document) > MOST_BYTES:
        raise BadFiling("this file is too large to be a filing receipt")
    try:
        with pypdfium2.PdfDocument(document) as opened:
            carried = [opened.get_attachment(at) for at in range(opened.count_attachments())]
            found = [bytes(one.get_data()) for one in carried if one.get_name() == ATTACHMENT]
    except pypdfium2.PdfiumError:
        raise BadFiling("this file cannot be read as PDF") from None
    if len(found) != 1:
        raise BadFiling("this PDF carries no filing receipt: take the file as it was downloaded")
    return found[0]


def _signed(statement: dict[str, Any]) -> bytes:
    return _DOMAIN + _canonical(statement)


def _canonical(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
