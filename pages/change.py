"""Why does it change?"""

from spinemkt.documents import growth_drivers
from ui.compare import usable
from ui.screen import show

show(growth_drivers.page, pins=usable)
