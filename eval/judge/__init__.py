"""A chat model as judge of a finished run: optional, and never mixed with what is measured.

In the manner of ragas (Es et al. 2023, "RAGAS: Automated Evaluation of Retrieval Augmented Generation"): faithfulness
is judged sentence by sentence, relevance by the questions that the answer brings to mind. What the two are worth is
told by how far they agree with the measured figures (agreement.py).
"""
