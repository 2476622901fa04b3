using System.Text.Json.Nodes;

namespace Consensoor.Actors.Api.Description;

/// <summary>Writes operations as a document in OpenAPI 3.1, whose schemas are JSON Schema of draft 2020-12.</summary>
internal static class OpenApiDocument
{
    private const string Error = "Error";

    private static readonly Dictionary<int, string> Refused = new()
    {
        [400] = "A parameter or the body is missing, malformed or given twice",
        [401] = "There is no token",
        [403] = "The token is another, or it may not be changed",
        [404] = "There is nothing of that name here",
        [406] = "The caller does not accept JSON",
        [413] = "The body is too large",
        [415] = "The body is not of a form that is taken",
        [500] = "A fault of the node, which its log tells",
        [503] = "The node cannot answer now",
    };

    /// <summary>Writes a document; schemas are by name, and each refusal has that of the name `Error`.</summary>
    public static JsonObject Of(ApiDescription description, JsonObject schemas)
    {
        var paths = new JsonObject();
        foreach (var path in description.Operations.GroupBy(static operation => operation.Path))
        {
            paths[path.Key] = new JsonObject(path.Select(operation => KeyValuePair.Create(
                operation.Method.ToLowerInvariant(), (JsonNode?)Operation(operation, description))));
        }

        var components = new JsonObject { ["schemas"] = schemas.DeepClone() };
        var document = new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = description.Title,
                ["description"] = description.Text,
                ["version"] = Cli.CommandLine.Version,
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["paths"] = paths,
            ["components"] = components,
        };
        if (description.HasToken)
        {
            components["securitySchemes"] = new JsonObject
            {
                ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
            };
            document["security"] = new JsonArray(new JsonObject { ["token"] = new JsonArray() });
        }

        return document;
    }

    private static JsonObject Operation(ApiOperation operation, ApiDescription description)
    {
        var node = new JsonObject { ["operationId"] = operation.Id, ["summary"] = operation.Summary };
        if (operation.IsDeprecated)
        {
            node["deprecated"] = true;
        }

        if (operation.Parameters.Count > 0)
        {
            node["parameters"] = new JsonArray([.. operation.Parameters.Select(Parameter)]);
        }

        if (operation.Body is { } body)
        {
            node["requestBody"] = new JsonObject
            {
                ["required"] = operation.IsBodyRequired,
                ["content"] = Content([ApiResponse.Json], Reference(body)),
            };
        }

        var responses = new JsonObject();
        foreach (var answer in operation.Answers)
        {
            responses[$"{answer.Status}"] = Response(answer.Description, answer.Types, Whole(answer));
        }

        int[] ofBodies = operation.Body is null ? [] : [413, 415];
        foreach (var status in operation.Refusals.Concat(ofBodies).Concat(description.Refusals).Distinct().Order())
        {
            responses[$"{status}"] = Response(Refused[status], [ApiResponse.Json], Reference(Error));
        }

        node["responses"] = responses;
        return node;
    }

    private static JsonObject? Whole(ApiAnswer answer)
    {
        if (answer.Schema is not { } name)
        {
            return null;
        }

        var schema = Reference(name);
        return answer.Shape == ApiAnswer.Form.Whole ? schema : new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("data"),
            ["properties"] = new JsonObject
            {
                ["data"] = answer.Shape == ApiAnswer.Form.Data
                    ? schema
                    : new JsonObject { ["type"] = "array", ["items"] = schema },
            },
        };
    }

    private static JsonNode Parameter(ApiParameter parameter)
    {
        var node = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.IsInPath ? "path" : "query",
            ["required"] = parameter.IsRequired,
            ["description"] = parameter.Description,
            ["schema"] = Reference(parameter.Schema),
        };
        if (!parameter.IsInPath)
        {
            node["explode"] = false;
        }

        return node;
    }

    private static JsonObject Response(string description, IReadOnlyList<string> types, JsonNode? schema)
    {
        var node = new JsonObject { ["description"] = description };
        if (types.Count > 0)
        {
            node["content"] = Content(types, schema);
        }

        return node;
    }

    private static JsonObject Content(IReadOnlyList<string> types, JsonNode? schema) => new(types.Select(type =>
        KeyValuePair.Create(type, (JsonNode?)(schema is null ? new JsonObject() : new JsonObject { ["schema"] = schema.DeepClone() }))));

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };
}
