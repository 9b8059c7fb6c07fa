"""The chat: asking, the conversation, its sources, and what a reader does with an answer."""
