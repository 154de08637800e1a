"""Portal 门户: member home, officer desk, leader page, search and notices, composed from what apps declare."""
