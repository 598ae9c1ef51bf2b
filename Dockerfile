# The site as an image. `build` installs the locked packages and makes everything that can be made before the start;
# `proxy` is nginx with the static files in it; the last stage runs the web server and, with another command, the worker.

FROM python:3.11-slim AS build
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY manage.py ./
COPY settings settings
COPY home home
COPY blog blog
COPY search search
COPY ops ops
COPY templates templates
COPY static static
COPY locale locale
COPY demo demo
# Throwaway values: settings refuse to load without them, and nothing that is made here depends on them.
ENV SECRET_KEY=only-for-making-this-image-and-never-for-signing-anything \
    SITE_URL=https://build.invalid \
    DATA_DIR=/data
RUN python manage.py compile_catalogues
RUN python manage.py collectstatic --noinput --verbosity 0
RUN python -m compileall -q /app


# Static files travel in the image and not in a volume: a volume would keep those of the first version for ever.
FROM nginx:1.28-alpine AS proxy
COPY --from=build /data/static /srv/static


FROM python:3.11-slim AS site
# The folders exist and have an owner, so that new volumes mounted there belong to the site too.
RUN useradd --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin dugeul \
    && install --directory --owner=dugeul --group=dugeul /data/media /data/cache
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY --from=build /data/static /data/static
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    PORT=8000 \
    GUNICORN_CMD_ARGS=--worker-tmp-dir=/dev/shm
WORKDIR /app
USER 10001
EXPOSE 8000
# The site answers only to its own name, so the question carries it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=2s --retries=3 CMD ["python", "-c", "\
from os import environ; from urllib.parse import urlsplit; from urllib.request import Request, urlopen; \
host = urlsplit(environ['SITE_URL']).netloc; \
urlopen(Request('http://127.0.0.1:' + environ['PORT'] + '/healthz', headers={'Host': host}), timeout=4)"]
CMD ["python", "manage.py", "serve", "--without-worker"]
