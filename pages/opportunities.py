"""How large is each driver, and what could an offer of one's own win?"""

from spinemkt.documents import opportunities
from ui import offer, offers, shelf
from ui.screen import show

show(opportunities.page, open=shelf.take_or_add, offer=offer.form, keep_offer=offers.keep)
