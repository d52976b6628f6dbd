"""Object types of hosting."""

from inventory.hosting.models.approval import Approval
from inventory.hosting.models.approval_limit import ApprovalLimit
from inventory.hosting.models.calendar_day import CalendarDay
from inventory.hosting.models.host import Host
from inventory.hosting.models.message import Message
from inventory.hosting.models.notice import Notice
from inventory.hosting.models.pause import Pause
from inventory.hosting.models.plan import Plan
from inventory.hosting.models.request import Request
from inventory.hosting.models.reservation import Reservation
from inventory.hosting.models.run import Run
from inventory.hosting.models.run_event import RunEvent
from inventory.hosting.models.secret import HostingSecret
from inventory.hosting.models.step import Step
from inventory.hosting.models.verification import Verification

__all__ = [
    "Approval", "ApprovalLimit", "CalendarDay", "Host", "HostingSecret", "Message", "Notice", "Pause", "Plan",
    "Request", "Reservation", "Run", "RunEvent", "Step", "Verification",
]  # fmt: skip
