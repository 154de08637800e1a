"""Targets 目标 and progress 进度: plain arithmetic of splitting, and reading how far units have come."""
