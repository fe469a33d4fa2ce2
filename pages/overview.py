"""How large is the market, and where is it heading?"""

from spinemkt.documents import overview
from ui.screen import show

show(overview.page)
