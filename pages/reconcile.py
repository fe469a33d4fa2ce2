"""Why does my report say something else?"""

from spinemkt.documents import reconcile
from ui import report
from ui.screen import show

show(reconcile.page, report=report.form)
