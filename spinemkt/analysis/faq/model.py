"""Questions on the model: why it says so, how sure, what is not in it."""

from __future__ import annotations

from dataclasses import replace

from spinemkt.analysis.asked.ranges import range_ends
from spinemkt.analysis.checks import external_checks, standing
from spinemkt.analysis.faq.asked import Answer, Asked, Figure
from spinemkt.analysis.lineage.question import compose
from spinemkt.analysis.sure.spread import MEDIAN, between
from spinemkt.analysis.view import MONEY
from spinemkt.terms import SCOPES
from spinemkt.uncertainty.quantiles import column
from spinemkt.wording import count, inside, listing, money, percent


def reports(asked: Asked) -> Answer:
    """The widest pair of figures among the conflicts."""
    rows = asked.run.inputs.tables["conflicts"]
    rows = rows[(rows["conflict_id"] == "bone_metastasis_money") & rows["value"].notna()]
    ends = [rows.loc[pick] for pick in (rows["value"].idxmin(), rows["value"].idxmax())]
    low, high = (
        f"{row['value']:.3g} {row['unit'].partition(' a year')[0]} ({inside(row['position'])})" for row in ends
    )
    return Answer(
        "Why do market reports differ so much?",
        "They count different things and rarely say which: sales of products, spend on care, or cost of illness; one "
        "drug, all bone, or the spine; list prices or what was paid. For bone metastasis alone the figures read run "
        "from "
        f"{low} to {high}. Here each number says what it counts, and the conflicts stand side by side.",
        page="evidence",
    )


def scope(asked: Asked) -> Answer:
    """Spend under each scope."""
    sizes = {scope: money(asked.total("spend", run=asked.runs[scope])) for scope in SCOPES}
    told = [f"{inside(SCOPES[scope])} {size}" for scope, size in sizes.items()]
    return Answer(
        "How much of the cost of cancer drugs is counted?",
        "Chemotherapy, targeted, immune and hormone therapy treat the whole cancer, not the spine. Spine care counts "
        "none of their cost; the default adds the share that is attributed to the spine, the same for all primaries, a "
        "stated judgement; all cancer-drug cost is for context. Bone agents and radioligands are spine care. "
        f"In {asked.view.year}, in {MONEY['real']}: {listing(told)}.",
        page="evidence",
        figures=tuple(replace(asked.of(size, "spend"), scope=scope) for scope, size in sizes.items()),
    )


def central(asked: Asked) -> Answer:
    """The expected value against the median of the draws."""
    words = ""
    figures: tuple[Figure, ...] = ()
    if asked.spread is not None:
        row, spec = asked.spread.frame.iloc[-1], asked.spread.spec
        line, middle = float(row["central"]), float(row[column(MEDIAN)])
        ends = between(*asked.spread.likely(), spec, "and")
        of_line = asked.of(money(line), "spend", year=int(row["year"]))
        median = of_line.at(MEDIAN, money(middle))
        apart = percent(abs(middle / line - 1), 0)
        off = compose(of_line.amounts, "apart", shown=apart, level=MEDIAN)
        figures = (of_line, median, off, *range_ends(ends, of_line))
        words = (
            f" In {int(row['year'])} the line stands at {money(line)}, the median of the draws at {money(middle)} "
            f"({apart} {'higher' if middle > line else 'lower'}), and 4 in 5 draws lie "
            f"between {ends}."
        )
    return Answer(
        "Why is the line not the median of the draws?",
        "The line is the expected value: one run that can be checked by hand, with every number at the mean of its "
        "range, (low + 4 x most likely + high) / 6. It is the mean of the draws too. Most ranges reach further up than "
        f"down, so that the mean lies a little above the middle draw.{words}",
        page="sensitivity",
        figures=figures,
    )


def sure(asked: Asked) -> Answer:
    """Grades of the parameters, and external checks inside."""
    register = asked.run.inputs.register
    graded = int((register["grade"] != "D").sum())
    return Answer(
        "How sure is all this?",
        f"Less than one figure would make believe. Of {len(register):,} numbers {graded:,} rest on a registry, a "
        "study, "
        f"a payer or a company (grades A to C); the rest is stated judgement (D). Against what others published, "
        f"{standing(external_checks(asked.run))}.",
        page="evidence",
    )


def missing(asked: Asked) -> Answer:
    """What the model leaves out."""
    register, cases = asked.run.inputs, asked.run.inputs.new_cases
    myeloma = float(cases.sel(primary="myeloma").sum())
    counted = "are in, switched on in the sidebar" if asked.view.myeloma else "are left out unless switched on"
    return Answer(
        "What is not in it?",
        "Sales and market shares of companies, tumours that began in the spine, care of the cancer elsewhere in the "
        "body, "
        "lost work and care by the family. Nothing is known of kinds of treatment that nobody has yet thought of. "
        f"The {count(myeloma)} new cases of myeloma a year (GLOBOCAN 2022) {counted}. "
        f"{len(register.countries)} countries are counted; the rest of the world has no estimate of incidence.",
        page="landscape",
    )


def change(asked: Asked) -> Answer:
    """What a reader can change."""
    return Answer(
        "Can I put in my own numbers?",
        "Yes. Every lever of the Scenario lab changes numbers of the model, the baseline stays beside it, and a link "
        f"keeps it all. {len(asked.run.inputs.register):,} numbers can be reached by a scenario written as text.",
        page="lab",
    )


def advice(asked: Asked) -> Answer:
    """That it is none."""
    return Answer(
        "Does it say how a patient should be treated?",
        "No. It is market information, not medical advice: it adds up what is done, it does not judge what should be.",
    )
