# Build: all that needs a compiler or pip stays in this stage.
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/discreet
COPY constraints.txt ./
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY detectors detectors
COPY gateway gateway
RUN /opt/discreet/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --constraint constraints.txt . \
    && /opt/discreet/bin/python -m pip uninstall --yes --quiet pip setuptools

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --create-home --home-dir /home/discreet discreet \
    && install --directory --owner=discreet --group=discreet --mode=0700 /data /cache /ledger
COPY --from=build /opt/discreet /opt/discreet
ENV PATH=/opt/discreet/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DISCREET_HOST=0.0.0.0 \
    DISCREET_PORT=8080 \
    DISCREET_DATA_DIR=/data \
    DISCREET_CACHE_DIR=/cache
USER discreet
# A configuration of your own is mounted at /etc/discreet/config; without one the packaged
# example is used. The master key comes from the environment (DISCREET_MASTER_KEY).
WORKDIR /etc/discreet
# Back-ups take /data; the erasure ledger must never be among them: name /ledger as
# storage.ledger_directory.
VOLUME ["/data", "/ledger"]
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open(f'http://127.0.0.1:{os.environ[\"DISCREET_PORT\"]}/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["discreet", "serve"]
