"""Questions on the model: why it says so, how sure, what is not in it."""

from __future__ import annotations

from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.faq.answer import Answer, Asked
from spinemkt.analysis.uncertainty_views.spread import MEDIAN
from spinemkt.analysis.view import MONEY
from spinemkt.figures.expression import Amount, AtExpected, Operation, Quantile
from spinemkt.figures.figure import Figure
from spinemkt.figures.study import Study
from spinemkt.figures.text import as_text, join, say
from spinemkt.terms import SCOPES
from spinemkt.uncertainty.quantiles import column
from spinemkt.wording import count, inside


def reports(asked: Asked) -> Answer:
    """The widest pair of figures among the conflicts."""
    rows = asked.study.result.inputs.tables["conflicts"]
    rows = rows[(rows["conflict_id"] == "bone_metastasis_money") & rows["value"].notna()]
    ends = [rows.loc[pick] for pick in (rows["value"].idxmin(), rows["value"].idxmax())]
    low, high = (
        f"{row['value']:.3g} {row['unit'].partition(' a year')[0]} ({inside(row['position'])})" for row in ends
    )
    said = (
        "They count different things and rarely say which: sales of products, spend on care, or cost of illness; one "
        "drug, all bone, or the spine; list prices or what was paid. For bone metastasis alone the figures read run "
        f"from {low} to {high}. Here each number says what it counts, and the conflicts stand side by side."
    )
    return Answer("Why do market reports differ so much?", as_text(said), page="evidence")


def scope(asked: Asked) -> Answer:
    """Spend under each scope."""
    year = asked.view.year
    sizes = {scope: Study(asked.runs[scope], scope=scope).amount("spend", year=year) for scope in SCOPES}
    said = say(
        "Chemotherapy, targeted, immune and hormone therapy treat the whole cancer, not the spine. Spine care counts "
        "none of their cost; the default adds the share that is attributed to the spine, the same for all primaries, "
        "an assumption (expert judgement); all cancer-drug cost is for context. Bone agents and radioligands are spine "
        "care. "
        "In {year}, in {money}: {sizes}.",
        year=year,
        money=MONEY["real"],
        sizes=join(say("{scope} {size}", scope=inside(SCOPES[scope]), size=size) for scope, size in sizes.items()),
    )
    return Answer("How much of the cost of cancer drugs is counted?", said, page="evidence")


def central(asked: Asked) -> Answer:
    """The expected value against the median of the draws."""
    said = as_text(
        "The line is the expected value: one run that can be checked by hand, with every number at the mean of its "
        "range, (low + 4 x most likely + high) / 6. It is the mean of the simulations too. Most ranges reach further "
        "up than down, so that the mean lies a little above the middle simulation."
    )
    if asked.spread is not None:
        row = asked.spread.frame.iloc[-1]
        year, line, median = int(row["year"]), float(row["central"]), float(row[column(MEDIAN)])
        spend = Amount("spend", {"year": year})
        apart = Quantile(Operation("change", (spend, AtExpected(spend))), MEDIAN)
        said += say(
            " In {year} the line stands at {line}, the median of the simulations at {median} ({apart:size percent 0} "
            "{higher}), and the 80% range lies between {ends}.",
            year=year,
            line=Figure(spend, value=line),
            median=Figure(Quantile(spend, MEDIAN), value=median),
            apart=Figure(apart, "size percent", value=median / line - 1),
            higher="higher" if median > line else "lower",
            ends=asked.ends(asked.spread),
        )
    return Answer("Why is the line not the median of the simulations?", said, page="sensitivity")


def sure(asked: Asked) -> Answer:
    """Grades of the parameters, and external checks inside."""
    run = asked.study.result
    grades = run.inputs.register["grade"]
    said = (
        f"Less than one figure would make believe. Of {len(grades):,} numbers {int((grades != 'D').sum()):,} rest on a "
        "registry, a study, a payer or a company (grades A to C); the rest is assumption (expert judgement, D). "
        f"Against what others published, {standing(external_checks(run))}."
    )
    return Answer("How sure is all this?", as_text(said), page="evidence")


def missing(asked: Asked) -> Answer:
    """What the model leaves out."""
    inputs = asked.study.result.inputs
    myeloma = float(inputs.new_cases.sel(primary="myeloma").sum())
    counted = "are in, switched on in the sidebar" if asked.view.myeloma else "are left out unless switched on"
    said = (
        "Sales and market shares of companies, tumours that began in the spine, care of the cancer elsewhere in the "
        "body, lost work and care by the family. Nothing is known of kinds of treatment that nobody has yet thought "
        f"of. The {count(myeloma)} new cases of myeloma a year (GLOBOCAN 2022) {counted}. {len(inputs.countries)} "
        "countries are counted; the rest of the world has no estimate of incidence."
    )
    return Answer("What is not in it?", as_text(said), page="landscape")


def change(asked: Asked) -> Answer:
    """What a reader can change."""
    numbers = len(asked.study.result.inputs.register)
    said = (
        "Yes. Every lever of the Scenario builder changes numbers of the model, the base case stays beside it, and a "
        f"link keeps it all. {numbers:,} numbers can be reached by a scenario written as text."
    )
    return Answer("Can I put in my own numbers?", as_text(said), page="lab")


def advice(asked: Asked) -> Answer:
    """That it is none."""
    said = (
        "No. It is market information, not medical advice: it adds up what is done, it does not judge what should be."
    )
    return Answer("Does it say how a patient should be treated?", as_text(said))
