"""Scenarios: patches on the baseline, their text and link, levers and presets, and the shelf they are kept on."""
