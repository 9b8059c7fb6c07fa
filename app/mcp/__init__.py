"""Search and answers as tools for agents, by the Model Context Protocol. See docs/mcp.md.

Inside this package ``mcp`` is the official package, never this one.
"""
