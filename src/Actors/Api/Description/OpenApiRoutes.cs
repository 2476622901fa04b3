using System.Text.Json;

namespace Consensoor.Actors.Api.Description;

/// <summary>Serves /openapi, the list of documents, and each of them at /openapi/{document}.</summary>
internal static class OpenApiRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.Map(OwnOperations.Documents, static http => ApiResponse.Data(http, static writer =>
        {
            writer.WriteStartArray();
            foreach (var one in OpenApiDocuments.All)
            {
                writer.WriteStartObject();
                writer.WriteString("name", one.Name);
                writer.WriteString("title", one.Title);
                writer.WriteString("path", $"/openapi/{one.Name}");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }));
        routes.Map(OwnOperations.Document, static http =>
        {
            var name = http.Request.RouteValues["document"]?.ToString() ?? "";
            return OpenApiDocuments.Find(name) is { } document
                ? Answer(http, document)
                : ApiResponse.Error(http, ApiError.NotFound($"no document {ApiError.Shorten(name)} is here"));
        });
    }

    private static Task Answer(HttpContext http, byte[] document) => ApiResponse.Write(http, writer =>
    {
        using var json = JsonDocument.Parse(document);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            member.WriteTo(writer);
        }
    });
}
