"""Where is the market, and where does it grow?"""

from spinemkt.documents import regions
from ui.screen import show

show(regions.page)
