"""The declaration of articles."""

from app.kinds.articles.schemas import Article, ArticleDocument, ArticleItem, ArticlePage
from app.schemas.filters import ListQuery
from app.schemas.kind import Kind


class ArticleQuery(ListQuery):
    """Lists of articles have no filters of their own."""


KIND = Kind(
    path="articles",
    singular="article",
    title="article",
    document=ArticleDocument,
    entry=Article,
    item=ArticleItem,
    page=ArticlePage,
    query=ArticleQuery,
)
