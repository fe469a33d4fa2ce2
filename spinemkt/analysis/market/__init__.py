"""The market pages in words and tables: modalities, places, pathway, makers and their products."""
