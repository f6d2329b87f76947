"""The declaration of articles."""

from app.kinds.articles.schemas import Article, ArticleDocument
from app.schemas.kind import Kind

KIND = Kind(
    path="articles",
    singular="article",
    title="article",
    document=ArticleDocument,
    entry=Article,
)
