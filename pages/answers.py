"""What does it mean, and where is it?"""

from ui import answers, parts
from ui.filters import view as current_view

parts.head("What does it mean, and where is it?", answers.answer())
view = current_view()
found = answers.questions(view)
if not answers.ask(found):
    answers.tabs(found, view)
