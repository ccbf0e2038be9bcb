# The image of every process of Safeguard: one image, the command says which (docker-compose.yml, Procfile).
# tests/image/ holds these lines to what the code needs, and rehearses them in a clean folder.

# --- Style, scripts and fonts ---------------------------------------------------------------------
FROM node:22-bookworm-slim AS look
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY static/src static/src
RUN node static/src/build.mjs

# --- Packages, each file checked against its hash ---------------------------------------------------
# The Python that the tests run on.
FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt

# --- What runs ----------------------------------------------------------------------------------------
FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin safeguard \
 && install --directory --owner=10001 --group=10001 --mode=0700 /backups
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=look /app/static/build static/build
# Settings without a secret in them, for this one step: nothing is started and no server is asked.
RUN env $(cat safeguard/deploy/build.env) python manage.py collectstatic --noinput --verbosity 0
RUN python -m compileall -q safeguard consent incidents sessions_app manage.py
# Files belong to root and the process to nobody of importance: it can change nothing of itself.
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "safeguard.wsgi", "--config", "python:safeguard.gunicorn", "--workers", "2", "--threads", "4", "--no-control-socket", "--bind", "0.0.0.0:8000"]
