"""Pages about this guide: what it is, how it grades, and what it does with what a reader says."""

from fastapi import APIRouter
from starlette.responses import Response

from app.server.state.release_holder import CurrentCatalog
from app.vocabulary.grading import Certainty
from app.vocabulary.safety import Severity
from app.web.explorer.page_address import PageRoute
from app.web.explorer.rendering import render_page

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/about")
def get_about(catalog: CurrentCatalog) -> Response:
    """Return what this guide is, and what it is not."""
    return render_page(catalog, "about.html", page="about")


@router.get("/privacy")
def get_privacy(catalog: CurrentCatalog) -> Response:
    """Return what happens to what a reader says and looks up."""
    return render_page(catalog, "about.html", page="privacy")


@router.get("/how-we-grade")
def get_grading(catalog: CurrentCatalog) -> Response:
    """Return what the words for certainty and for cautions mean."""
    grades, severities = list(Certainty), sorted(Severity, key=lambda one: -one.rank)
    return render_page(catalog, "about.html", page="grading", grades=grades, severities=severities)
