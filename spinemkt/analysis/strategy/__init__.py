"""What is at stake in opportunities and challenges, and what an offer could win."""
