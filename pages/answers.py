"""What does it mean, and where is it?"""

from spinemkt.documents import answers
from ui.answers import search
from ui.screen import show

show(answers.page, search=search)
