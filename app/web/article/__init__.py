"""One whole article, opened at the words that were cited.

``GET /articles/{id}`` is a page of its own; within the page, ``<button class="open-article" data-article=ID
data-start=N data-end=M data-quote="…">`` opens the same in a dialog. ``article_style`` and ``article_script`` are what
the page adds to its own for that.
"""

from app.web.article.look import article_script, article_style
from app.web.article.opener import open_article
from app.web.article.routes import article_routes

__all__ = ["article_routes", "article_script", "article_style", "open_article"]
