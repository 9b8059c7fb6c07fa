"""The web page: a reading room. The one folder that imports gradio."""
