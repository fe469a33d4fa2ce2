"""What happens from first symptom to life after treatment, and what does each step cost?"""

from spinemkt.documents import pathway
from ui.screen import show

show(pathway.page)
