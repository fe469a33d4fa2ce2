"""How do scenarios compare?"""

from spinemkt.documents import compare
from ui.compare import invitation, pair, pins, reference, use
from ui.screen import show

show(compare.page, pins=pins, invitation=invitation, reference=reference, pair=pair, use=use)
