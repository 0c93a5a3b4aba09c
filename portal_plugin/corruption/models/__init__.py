"""Tables of the channel, all in the schema `portal_plugin_inspection`."""

from portal_plugin.corruption.models.ledger import LedgerEntry, LedgerHead
from portal_plugin.corruption.models.office import ChannelOffice, Post, ReportSeries
from portal_plugin.corruption.models.people import Inspector, InspectorPost, OpenedKey
from portal_plugin.corruption.models.report import Message, ReaderKey, Report, ReportFile

__all__ = [
    "ChannelOffice",
    "Inspector",
    "InspectorPost",
    "LedgerEntry",
    "LedgerHead",
    "Message",
    "OpenedKey",
    "Post",
    "ReaderKey",
    "Report",
    "ReportFile",
    "ReportSeries",
]
