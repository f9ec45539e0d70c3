"""HTTP on one side, one call each on the other; no decisions here."""
