"""Chat models by name: openai:NAME, deepseek:NAME, ollama:NAME, gguf:FILE, or any other that LangChain knows."""
