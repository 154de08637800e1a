"""Pages of people: thin functions over actions and querysets."""
