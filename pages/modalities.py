"""What is used, how fast does that change, and what does it cost?"""

from spinemkt.documents import modalities
from ui.screen import show

show(modalities.page)
