# The image contains its content: the build loads the database, which is only read afterwards.
# tests/packaging runs these lines without Docker. Keep to what it supports: absolute paths under /venv, /srv and
# /data, and one line per RUN and COPY.

FROM python:3.11-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/gutbone
RUN python -m venv --without-pip /venv
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m pip --python /venv/bin/python install --no-deps --require-hashes --requirement requirements/runtime.txt && python -m pip download --no-deps --require-hashes --dest /srv/build --requirement requirements/build.txt
COPY pyproject.toml LICENSE openapi.json ./
COPY app app
COPY migrations migrations
COPY seed_data seed_data
COPY docs docs
RUN python -m pip --python /venv/bin/python install --no-deps --no-index --find-links /srv/build --editable . && /venv/bin/python -m compileall -q app migrations
ENV GUTBONE_DATABASE_URL=sqlite:////data/gutbone.db
RUN mkdir /data && /venv/bin/gutbone migrate && /venv/bin/gutbone load

FROM python:3.11-slim-trixie
RUN python -m pip uninstall --yes --root-user-action=ignore pip setuptools wheel
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1
ENV GUTBONE_HOST=0.0.0.0
ENV GUTBONE_PORT=8000
ENV GUTBONE_DATABASE_URL=sqlite:///file:/data/gutbone.db?mode=ro&immutable=1&uri=true
COPY --from=build /venv /venv
COPY --from=build /srv/gutbone /srv/gutbone
COPY --from=build /data /data
WORKDIR /srv/gutbone
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/venv/bin/python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open(f\"http://127.0.0.1:{os.environ['GUTBONE_PORT']}/health/ready\", timeout=4)"]
CMD ["/venv/bin/gutbone", "serve"]
