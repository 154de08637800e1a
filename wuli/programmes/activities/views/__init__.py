"""Pages of activities: what officers run and what members see."""
