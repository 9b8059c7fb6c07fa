"""Answer, cite, verify: a question in, an answer out, as a stream of events; the web page and the terminal draw it."""
