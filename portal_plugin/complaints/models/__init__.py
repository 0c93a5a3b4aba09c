"""Tables of the general channel."""

from portal_plugin.complaints.models.complaint import Complaint, ComplaintContact, ComplaintSeries
from portal_plugin.complaints.models.conversation import (
    ComplaintEvent,
    ComplaintFile,
    ComplaintMessage,
    ComplaintNotice,
)
from portal_plugin.complaints.models.counts import ComplaintCount, ComplaintDays
from portal_plugin.complaints.models.office import (
    ComplaintOffice,
    ComplaintSummary,
    ComplaintTopic,
    ConsentText,
    Open311Client,
)

__all__ = [
    "Complaint",
    "ComplaintContact",
    "ComplaintCount",
    "ComplaintDays",
    "ComplaintEvent",
    "ComplaintFile",
    "ComplaintMessage",
    "ComplaintNotice",
    "ComplaintOffice",
    "ComplaintSeries",
    "ComplaintSummary",
    "ComplaintTopic",
    "ConsentText",
    "Open311Client",
]
