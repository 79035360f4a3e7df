"""What is trained and what came of it: recipes, their parts, run records, weights."""
