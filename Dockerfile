# syntax=docker/dockerfile:1
# docs/operations.md says how to use it.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
ARG COMMIT=unknown
RUN dotnet publish src/Actors -c Release -o /app -p:SourceRevisionId=$COMMIT

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# The user of the image's, who is not root, owns the data.
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
VOLUME /data
# What listens must be reached from outside of the container; `-p 127.0.0.1:5052:5052` keeps it on this machine.
ENV CONSENSOOR_DATA_DIR=/data CONSENSOOR_BEACON_API_HOST=0.0.0.0 CONSENSOOR_METRICS_HOST=0.0.0.0
EXPOSE 5052 8008 9000 9000/udp 9001/udp
ENTRYPOINT ["dotnet", "Consensoor.Actors.dll"]
