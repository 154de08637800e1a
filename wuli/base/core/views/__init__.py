"""Pages of core itself: audit, rules, days, document words, files."""
