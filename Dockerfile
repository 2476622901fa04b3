# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
ARG COMMIT=unknown
RUN dotnet publish src/Actors -c Release -o /app -p:SourceRevisionId=$COMMIT

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY hocon /app/hocon
VOLUME /data
EXPOSE 5052 8008 9000/tcp 9000/udp
ENTRYPOINT ["dotnet", "Consensoor.Actors.dll"]
