"""Demo 示例: a county federation built through actions, deterministic, emptied by one command."""
