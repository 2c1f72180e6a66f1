"""What an auditor asks of the log: derive it again, compare it with its copy, seal it. Nothing here changes a record.

    report = await replay(nc)               # every record derived again, byte for byte
    report = await verify(nc)               # that, and compared with the audit copy and with the last seal
    told = await seal(nc)                   # a line to be kept elsewhere
    found = await what_if(nc, pack)         # what another rule pack would have made of it

`replay` and `verify` answer a `Report`; what is wrong stands in it, a sentence each, and is never raised.
"""

from handlers.audit.findings import Finding, Report
from handlers.audit.hands import HandsFailed
from handlers.audit.replay import replay
from handlers.audit.seal import Seal, SealUnreadable, last_seal, seal
from handlers.audit.sealing import Sealing
from handlers.audit.verify import verify
from handlers.audit.whatif import Otherwise, what_if

__all__ = [
    "Finding",
    "HandsFailed",
    "Otherwise",
    "Report",
    "Seal",
    "SealUnreadable",
    "Sealing",
    "last_seal",
    "replay",
    "seal",
    "verify",
    "what_if",
]
