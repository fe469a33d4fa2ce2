"""What leaves the tool: files that carry their own explanation."""
