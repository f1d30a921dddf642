# The app with its model, for a machine without a GPU and without a network.
# Build, verify and measure: scripts/build-image.sh. What each step saves: docs/container.md.

FROM python:3.11-slim AS builder
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
# A compiler for packages without a wheel for this platform; binutils to strip debug symbols.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc g++ libc6-dev binutils \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements.txt /build/
RUN /opt/venv/bin/pip install --requirement /build/requirements.txt
COPY scripts/slim-venv.sh /build/
RUN sh /build/slim-venv.sh /opt/venv
WORKDIR /app
COPY app.py ./
COPY pages pages
COPY .streamlit .streamlit
COPY samples samples
COPY intelliclaim intelliclaim
# Byte code for what is imported, and for nothing else: one run of everything writes it.
RUN export PYTHONDONTWRITEBYTECODE= INTELLICLAIM_DATA=/tmp/warm \
    && /opt/venv/bin/python -m intelliclaim ingest samples/home.pdf > /dev/null \
    && /opt/venv/bin/python -m intelliclaim ask "What is the excess for escape of water?" > /dev/null \
    && /opt/venv/bin/python -c "import streamlit.web.cli, streamlit.testing.v1, uvicorn.lifespan.on, \
uvicorn.protocols.http.auto, uvicorn.protocols.websockets.auto, reportlab.pdfgen.canvas, docx, intelliclaim.ui.gate" \
    && /opt/venv/bin/python -m compileall -q intelliclaim pages app.py \
    && rm -rf /tmp/warm

FROM python:3.11-slim
# torch's wheel brings its own OpenMP library; nothing is installed beside the venv.
RUN useradd --uid 10001 --create-home --home-dir /home/intelliclaim intelliclaim \
    && install --directory --owner=intelliclaim --group=intelliclaim /data
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
COPY scripts/start.sh /app/scripts/
WORKDIR /app
# One OpenMP thread and few malloc arenas: on half a core more threads only cost memory (docs/container.md).
# Without a browser address Streamlit asks the internet for this machine's own.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    INTELLICLAIM_DATA=/data INTELLICLAIM_THREADS=1 INTELLICLAIM_BATCH=4 \
    OMP_NUM_THREADS=1 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072 \
    HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 TOKENIZERS_PARALLELISM=false \
    STREAMLIT_SERVER_HEADLESS=true STREAMLIT_SERVER_ADDRESS=0.0.0.0 STREAMLIT_BROWSER_SERVER_ADDRESS=localhost
# START_AS=root is for platforms whose disks only root may write (Render): scripts/start.sh hands the
# data folder over and goes on as intelliclaim, user 10001.
ARG START_AS=intelliclaim
USER ${START_AS}
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ.get('PORT', '8501')}/_stcore/health\", timeout=4)"]
# Render sets PORT (10000 by default there).
ENTRYPOINT ["sh", "/app/scripts/start.sh"]
