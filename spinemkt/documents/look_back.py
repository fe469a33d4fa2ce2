"""How the model would have done in years that are counted."""

from __future__ import annotations

from spinemkt.analysis.lookback import series as found_in
from spinemkt.analysis.lookback.population import FIRST_YEAR, LAST_YEAR, fit_error, moved_by_region
from spinemkt.analysis.lookback.series import NOT_SHOWN, Series, year_words
from spinemkt.analysis.studies import cited
from spinemkt.charts.lookback import beside
from spinemkt.documents.blocks import Cell, Choice, Exhibit, File, Note, Page, Table, Title
from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.wording import listing, percent, signed, with_range

HEADS = ("Series", "Counted, made alike, and look back", "Mean absolute error", "Verdict", "What it says")
CIRCULAR = {"no": "", "level": "; circular in level", "yes": "; circular"}
FIRST_CHOSEN = "ontario_treated"
FIRST_SHOWN = 2010


def look_back(work: Workspace) -> Page:
    """Yield how the look back is made, the chosen series, and every series with its error."""
    loaded = work.inputs
    found = found_in.series(loaded)
    yield Note(found_in.summary(found))
    yield Note(_how(loaded))
    codes = {one.code: one for one in found}
    labels = {code: one.label for code, one in codes.items()}
    first = FIRST_CHOSEN if FIRST_CHOSEN in codes else next(iter(codes))
    one = codes[(yield Choice("series", "Series", labels, first, search="contains"))]
    drawn = beside(loaded, one, work.theme)
    sources = listing(cited(loaded, ";".join(found_in.sources_of(one))))
    yield Exhibit("lookback_series", drawn, printed=f"Counted: {sources}.")
    yield Note(one.words)
    yield Title("Every series: what was counted, and what the look back gives for the same years")
    yield Note("Made alike: brought to what the model counts. A year with a decimal is the middle of a period.")
    yield Table("series", HEADS, [_row(one) for one in sorted(found, key=lambda one: one.verdict == NOT_SHOWN)])
    header = (("title", "How it would have done"), ("data version", loaded.version), ("how", _how(loaded)))
    yield File("lookback", "How it would have done", found_in.frame(found), header=header)


def _row(one: Series) -> list[str | Cell]:
    points = "; ".join(
        f"{year_words(row.year)}: {with_range(row.value)}{_beside(row.line)}" for row in one.points.itertuples()
    )
    error = "" if one.verdict == NOT_SHOWN else f"off by {with_range(one.error)}, {percent(one.share_error, 0)}"
    verdict = Cell(f"{one.verdict}{CIRCULAR[one.circular]}", look="mark")
    return [f"{one.label}, {one.unit}", points, error, verdict, one.words]


def _beside(line: float) -> str:
    return "" if line != line else f" (look back {with_range(line)})"


def _how(loaded: Inputs) -> str:
    return (
        f"The model run on {FIRST_YEAR} to {LAST_YEAR}, nothing set to fit. New cancers go back with each country's "
        "population by age (United Nations) at the rates of 2022. Rates by age are fitted to the forward index of "
        f"cases, which is of all cancers together: its mean error is {percent(fit_error(loaded))}, and fitted by "
        f"region world cases of {FIRST_SHOWN} would move by {signed(moved_by_region(loaded, FIRST_SHOWN))}. "
        "Incidence trend and survival gain run backward as they run forward. Imaging, access and use without a "
        "published year stand as in 2022 (assumption); no S-curve is taken backward. Prices before 2022 are not known: "
        "money is compared from 2022 on. Circular in level: a number of the model was set with it, so that only how it "
        "moves is a test."
    )
