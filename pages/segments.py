"""Which segments make up the market, and which of them grow?"""

from spinemkt.documents import segments
from ui.screen import show

show(segments.page)
