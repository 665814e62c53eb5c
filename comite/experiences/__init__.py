"""Experience reports (REX): what an authority tried with AI, and what the others can learn from it."""
