"""An empty FastAPI application: the least that anything built on it takes to start, and to hold."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def get_nothing() -> dict[str, str]:
    """Return nothing."""
    return {}
