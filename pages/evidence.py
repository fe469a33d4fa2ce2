"""Where do the numbers come from? Every number with its value, range, unit, grade, source and place."""

from spinemkt.documents import evidence
from ui import register
from ui.screen import show

show(evidence.page, search=register.search, clear_search=register.clear_search)
