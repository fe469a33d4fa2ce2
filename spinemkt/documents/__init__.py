"""What each page says, without any interface: blocks of texts, figures, charts and tables."""
