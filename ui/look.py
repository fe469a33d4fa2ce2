"""The few styles that Streamlit's theme does not reach: type sizes, tiles, captions. Colours come from the palette."""

from __future__ import annotations

from functools import cache

from spinemkt.charts.palette import tokens

_SHEET = """
<style>
:root { --sm-text: %(text)s; --sm-muted: %(muted)s; --sm-line: %(hairline)s; --sm-panel: %(panel)s; --sm-accent: %(accent)s; }
.stMainBlockContainer { max-width: 1200px; padding: 3.5rem 2rem 2rem; }
.stSidebar [data-testid="stSidebarUserContent"] { padding-top: .5rem; }
.sm-state, .sm-sources, .sm-footer, .sm-subtitle, .sm-label, .sm-evidence, .sm-text, .sm-note { color: var(--sm-muted); }
.sm-state { font-size: .875rem; margin: 0; }
.sm-question { font-size: 1.625rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; color: var(--sm-text); margin: 0; padding: 0; }
.sm-answer { font-size: 1.0625rem; line-height: 1.45; color: var(--sm-text); margin: .375rem 0 0; max-width: 62rem; }
.sm-section { font-size: 1.25rem; font-weight: 650; color: var(--sm-text); margin: 1.5rem 0 0; padding: 1rem 0 0; border-top: 1px solid var(--sm-line); }
.sm-text { font-size: .9375rem; margin: .25rem 0 0; max-width: 46rem; }
.sm-title { font-size: 1.0625rem; font-weight: 650; color: var(--sm-text); margin: .5rem 0 0; padding: 0; }
.sm-subtitle { font-size: .875rem; margin: .125rem 0 0; }
.sm-sources { font-size: .8125rem; line-height: 1.35; margin: 0; }
.sm-footer { font-size: .8125rem; border-top: 1px solid var(--sm-line); padding-top: .75rem; margin: 2rem 0 0; }
.sm-tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .25rem 1.5rem; border-top: 1px solid var(--sm-line); border-bottom: 1px solid var(--sm-line); padding: .75rem 0; }
.sm-label { font-size: .875rem; }
.sm-value { font-size: 1.625rem; line-height: 1.25; font-weight: 650; color: var(--sm-text); font-variant-numeric: tabular-nums; }
.sm-change { font-size: .875rem; line-height: 1.3; color: var(--sm-text); font-variant-numeric: tabular-nums; }
.sm-evidence { font-size: .8125rem; line-height: 1.3; }
.sm-points { margin: .25rem 0 0; padding-left: 1.1rem; color: var(--sm-text); font-size: .9375rem; line-height: 1.5; }
.sm-points li { margin-bottom: .375rem; }
.sm-table { width: 100%%; border-collapse: collapse; font-size: .9375rem; color: var(--sm-text); }
.sm-table th { text-align: left; font-weight: 600; color: var(--sm-muted); font-size: .875rem; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--sm-line); }
.sm-table td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--sm-line); vertical-align: top; line-height: 1.4; }
.sm-table td.sm-number, .sm-table th.sm-number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.sm-table td.sm-figure { text-align: right; font-variant-numeric: tabular-nums; }
.sm-scroll { overflow-x: auto; }
.sm-mark { display: inline-block; border: 1px solid currentColor; border-radius: 3px; padding: 0 .375rem; font-size: .8125rem; white-space: nowrap; }
.sm-key { display: flex; flex-wrap: wrap; gap: .25rem .875rem; font-size: .8125rem; color: var(--sm-muted); margin: .25rem 0 0; }
.sm-swatch { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px; margin-right: .3rem; vertical-align: -1px; border: 1px solid var(--sm-line); }
ol.sm-chain { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: .75rem; padding: 0 !important; margin: .5rem 0 0 !important; list-style: none; }
.sm-chain li { position: relative; margin: 0 !important; border-left: 3px solid var(--sm-accent); padding: .25rem 0 .25rem .75rem; color: var(--sm-text); font-size: .875rem; line-height: 1.4; }
.sm-chain li:not(:last-child)::after { content: "\2192"; position: absolute; right: -.1rem; top: .1rem; color: var(--sm-accent); font-size: 1.1rem; }
.sm-chain b { display: block; font-size: .9375rem; padding-right: 1rem; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 3.25rem 1rem 1.5rem; }
  .sm-tiles { grid-template-columns: 1fr 1fr; }
  .sm-question { font-size: 1.375rem; }
  .sm-value { font-size: 1.375rem; }
  .sm-stack thead { display: none; }
  .sm-stack tr { display: block; border-bottom: 1px solid var(--sm-line); padding: .5rem 0; }
  .sm-stack td { display: block; border: 0; padding: .125rem 0; }
  .sm-stack td:first-child { font-weight: 650; }
}
</style>
"""


@cache
def styles(theme: str) -> str:
    """Return the style sheet in the colours of a theme."""
    look = tokens(theme)
    return _SHEET % {name: getattr(look, name) for name in ("text", "muted", "hairline", "panel", "accent")}
