"""The rows of the playbook, in its order."""

from lifecycle.playbook.row import Row
from lifecycle.playbook.rows.account import ACCOUNT
from lifecycle.playbook.rows.catalogue import CATALOGUE
from lifecycle.playbook.rows.claims import CLAIMS
from lifecycle.playbook.rows.costs import COSTS
from lifecycle.playbook.rows.damage import DAMAGE
from lifecycle.playbook.rows.feedback import FEEDBACK
from lifecycle.playbook.rows.goods_back import GOODS_BACK
from lifecycle.playbook.rows.messages import MESSAGES
from lifecycle.playbook.rows.transit import TRANSIT
from lifecycle.playbook.rows.warranty import WARRANTY
from lifecycle.playbook.rows.wishes import WISHES

_ALL = (WISHES, DAMAGE, COSTS, GOODS_BACK, WARRANTY, TRANSIT, CLAIMS, FEEDBACK, MESSAGES, CATALOGUE, ACCOUNT)
ROWS: tuple[Row, ...] = tuple(sorted((row for rows in _ALL for row in rows), key=lambda row: row.number))
"""Every row, by number."""
