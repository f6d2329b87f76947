"""The declaration of articles."""

from app.filters import ListQuery
from app.kind import Kind
from app.kinds.articles.schemas import Article, ArticleDocument, ArticleItem, ArticlePage


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
