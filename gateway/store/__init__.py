"""All queries, by subject, as plain functions of a connection; no query stands anywhere else."""
