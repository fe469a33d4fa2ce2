"""How certain is it, what drives it, and what would reverse it?"""

from spinemkt.documents import sensitivity
from ui import goals, longrun
from ui.screen import show

show(sensitivity.page, goal=goals.goal, goal_race=goals.race, more_draws=longrun.more_draws)
