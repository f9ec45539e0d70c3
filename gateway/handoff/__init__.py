"""The ways out: how a confirmed ticket reaches those who handle it."""
