# syntax=docker/dockerfile:1
# docs/operations.md says how to use it, and what of it is proven without an engine. Bases are Microsoft's of .NET 10 on Ubuntu 24.04; who
# publishes images pins them by the digest that his registry shows.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY . .
ARG COMMIT=unknown
ARG TARGETARCH=amd64
# Code is compiled ahead, or a start would compile for seconds; native libraries of this machine alone.
RUN case "$TARGETARCH" in amd64) rid=linux-x64 ;; arm64) rid=linux-arm64 ;; *) echo "no $TARGETARCH" >&2; exit 1 ;; esac \
    && dotnet publish src/Actors -c Release -r "$rid" --self-contained false -p:PublishReadyToRun=true -p:DebugType=none \
    -p:SourceRevisionId=$COMMIT -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
# QUIC is Microsoft's libmsquic, whose packages apt checks by this key.
ADD --chmod=644 https://packages.microsoft.com/keys/microsoft.asc /etc/apt/keyrings/microsoft.asc
RUN echo "deb [signed-by=/etc/apt/keyrings/microsoft.asc] https://packages.microsoft.com/ubuntu/24.04/prod noble main" \
    > /etc/apt/sources.list.d/microsoft.list \
    && apt-get update \
    && apt-get install -y --no-install-recommends libmsquic \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
# The user of the image's, who is not root, owns the data, and the one file in whose place a launcher may copy a program of its own.
RUN ln -s /app/Consensoor.Actors /usr/local/bin/consensoor \
    && chown $APP_UID /app/Consensoor.Actors \
    && mkdir -p /data/consensoor \
    && chown -R $APP_UID /data
USER $APP_UID
WORKDIR /data
VOLUME /data
# What listens must be reached from outside of the container; `-p 127.0.0.1:5052:5052` keeps it on this machine.
ENV CONSENSOOR_DATA_DIR=/data CONSENSOOR_BEACON_API_HOST=0.0.0.0 CONSENSOOR_METRICS_HOST=0.0.0.0 DOTNET_EnableDiagnostics=0
EXPOSE 5052 8008 9000 9000/udp 9001/udp
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/usr/local/bin/consensoor", "ctl", "health"]
ENTRYPOINT ["/usr/local/bin/consensoor"]
