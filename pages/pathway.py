"""What happens from first symptom to life after treatment, and what does each step cost?"""

from spinemkt.analysis.market import pathway
from spinemkt.terms import SCOPES
from spinemkt.wording import inside
from ui import drawing, parts
from ui import pathway as steps
from ui.cache import said
from ui.filters import view as current_view
from ui.tiles import tiles

filters = current_view()
view = pathway.of_pathway(filters)
parts.head("What happens from first symptom to life after treatment?", said(pathway.answer, view), view=view)
if said(pathway.diagnosed, view) == 0:
    parts.empty(filters)
    drawing.end()

tiles(said(pathway.tiles, view), view=view)
steps.strands(view)
if filters.narrows_care:
    parts.note("The pathway shows all of care: filters on treatment type, modality and site of care do not narrow it.")

parts.section(
    "Step by step",
    f"Per 1,000 patients diagnosed in {view.year}, then a year. Spend in {view.basis}, {inside(SCOPES[view.scope])}; "
    "the spends of the steps sum to that of the year. Delays are published figures, not the model's. Market "
    "information, not medical advice.",
)
steps.strip(view)
steps.step(view, steps.choose())

parts.section(
    "What trials found, and where they contradict",
    "Figures as published, none recomputed but where a row says so. Market information, not medical advice.",
)
steps.trials(view)
