"""Archives as they are read, whoever wrote them: where a record starts and ends, and a body without its codings.

`receive` copies what arrives and `parse` reads what is kept; both take records from here, so that there is one way of it.
"""

from __future__ import annotations

from tasks.archive.coding import unfold
from tasks.archive.members import Member, members
from tasks.archive.window import Stream

__all__ = ["Member", "Stream", "members", "unfold"]
