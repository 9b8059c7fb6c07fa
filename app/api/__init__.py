"""The API: our own JSON contract under /api, and OpenAI's chat protocol under /v1. See docs/api.md."""
