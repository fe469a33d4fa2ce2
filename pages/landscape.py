"""Who makes what, and which care does it reach?"""

from spinemkt.documents import landscape
from ui.screen import show

show(landscape.page)
