"""How large is the market, and where is it heading?"""

from spinemkt.documents import overview
from ui import roles
from ui.screen import show

show(overview.page, role=roles.choose)
