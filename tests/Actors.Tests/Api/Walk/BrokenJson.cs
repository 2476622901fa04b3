using System.Text;
using System.Text.Json.Nodes;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>A body that is broken in one place; refused in any case, or only perhaps.</summary>
internal sealed record BrokenJson(string Name, string Text, bool IsRefused)
{
    // Of a list the first item stands for all.
    private const string Mark = "\u0001";

    /// <summary>A body with each of its members missing, doubled and of another type.</summary>
    public static IEnumerable<BrokenJson> Of(JsonNode root, JsonNode schema, Definition definition) =>
        Of(root, root, [schema], "body", definition);

    private static IEnumerable<BrokenJson> Of(
        JsonNode root, JsonNode at, IReadOnlyList<JsonNode> schemas, string place, Definition definition)
    {
        var forms = schemas.SelectMany(schema => Forms(schema, definition)).ToList();
        if (at is JsonArray { Count: > 0 } list)
        {
            if (list[0] is not { } first)
            {
                yield break;
            }

            yield return new BrokenJson($"{place}[0] of another type", Replaced(root, first, Other(first)), true);
            foreach (var broken in Of(
                root, first, [.. forms.Select(static form => form["items"]).OfType<JsonNode>()], $"{place}[0]", definition))
            {
                yield return broken;
            }
        }

        if (at is not JsonObject members)
        {
            yield break;
        }

        foreach (var (name, value) in members.ToArray())
        {
            if (value is null)
            {
                continue;
            }

            var here = $"{place}.{name}";
            var isRequired = forms.Any(form =>
                form["properties"]?[name] is not null
                && form["required"]?.AsArray().Any(one => (string)one! == name) == true);
            yield return new BrokenJson($"{here} missing", Missing(root, members, name), isRequired);
            yield return new BrokenJson($"{here} doubled", Doubled(root, members, name, value), true);
            yield return new BrokenJson($"{here} of another type", Replaced(root, value, Other(value)), true);
            foreach (var broken in Of(
                root, value, [.. forms.Select(form => form["properties"]?[name]).OfType<JsonNode>()], here, definition))
            {
                yield return broken;
            }
        }
    }

    private static IEnumerable<JsonNode> Forms(JsonNode schema, Definition definition)
    {
        var found = definition.Found(schema);
        yield return found;
        foreach (var key in (string[])["anyOf", "oneOf", "allOf"])
        {
            foreach (var part in found[key]?.AsArray() ?? [])
            {
                foreach (var form in Forms(part!, definition))
                {
                    yield return form;
                }
            }
        }
    }

    private static JsonNode Other(JsonNode value) => value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? JsonValue.Create(7)
        : JsonValue.Create(Mark);

    private static string Missing(JsonNode root, JsonObject members, string name)
    {
        var value = members[name];
        var index = members.IndexOf(name);
        members.RemoveAt(index);
        var text = root.ToJsonString();
        members.Insert(index, name, value);
        return text;
    }

    private static string Doubled(JsonNode root, JsonObject members, string name, JsonNode value)
    {
        members[Mark] = value.DeepClone();
        var text = new StringBuilder(root.ToJsonString());
        members.Remove(Mark);
        return text.Replace("\"\\u0001\":", $"\"{name}\":").ToString();
    }

    private static string Replaced(JsonNode root, JsonNode value, JsonNode other)
    {
        value.ReplaceWith(other);
        var text = root.ToJsonString();
        other.ReplaceWith(value);
        return text;
    }
}
