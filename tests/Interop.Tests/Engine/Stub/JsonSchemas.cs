using System.Text.Json;
using System.Text.RegularExpressions;

namespace Consensoor.Interop.Tests.Engine.Stub;

/// <summary>
/// Judges JSON by the part of JSON Schema that the definitions of the Engine API and of remote signing use. Members that a schema does not
/// name are refused, which tells the versions of a payload apart; a null stands for a member that need not be there.
/// </summary>
internal sealed class JsonSchemas(JsonElement root)
{
    private readonly Dictionary<string, Regex> _patterns = [];

    /// <summary>Says what is wrong with a value and where; null where nothing is.</summary>
    public string? Problem(JsonElement schema, JsonElement value, string at) => Problem(schema, value, at, isWhole: true);

    // One of several schemas that hold of a value together, or a form that another one adds members to, names a part of them only.
    private string? Problem(JsonElement schema, JsonElement value, string at, bool isWhole)
    {
        if (schema.TryGetProperty("$ref", out var reference)
            && Problem(Find(reference.GetString()!), value, at, isWhole && !schema.TryGetProperty("properties", out _)) is { } below)
        {
            return below;
        }

        return Type(schema, value, at)
            ?? Text(schema, value, at)
            ?? Choice(schema, value, at)
            ?? All(schema, value, at)
            ?? Object(schema, value, at, isWhole)
            ?? List(schema, value, at);
    }

    private string? All(JsonElement schema, JsonElement value, string at) => !schema.TryGetProperty("allOf", out var parts) ? null
        : parts.EnumerateArray()
            .Select(part => Problem(part, value, at, isWhole: false))
            .FirstOrDefault(static problem => problem is not null);

    /// <summary>Follows a reference within the file.</summary>
    public JsonElement Find(string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, static (element, name) => element.GetProperty(name));

    private static string? Type(JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        var kind = value.ValueKind switch
        {
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Null => "null",
            _ => "number",
        };
        var allowed = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static one => one.GetString())]
            : (string?[])[type.GetString()];
        return allowed.Contains(kind) ? null : $"{at} is a {kind}, not {string.Join(" or ", allowed)}";
    }

    private string? Text(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("enum", out var options)
            && !options.EnumerateArray().Any(option => option.GetRawText() == value.GetRawText()))
        {
            return $"{at} is {value.GetRawText()}, none of {options.GetRawText()}";
        }

        if (!schema.TryGetProperty("pattern", out var pattern) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = pattern.GetString()!;
        _patterns.TryAdd(text, new Regex(text, RegexOptions.CultureInvariant));
        return _patterns[text].IsMatch(value.GetString()!) ? null : $"{at} does not match {text}";
    }

    private string? Choice(JsonElement schema, JsonElement value, string at)
    {
        foreach (var (name, isOne) in ((string, bool)[])[("oneOf", true), ("anyOf", false)])
        {
            if (schema.TryGetProperty(name, out var options))
            {
                var problems = options.EnumerateArray().Select(option => Problem(option, value, at)).ToList();
                var fitting = problems.Count(static problem => problem is null);
                if (fitting == 0 || (isOne && fitting > 1))
                {
                    return $"{at} fits {fitting} of its forms: {string.Join("; ", problems)}";
                }
            }
        }

        return null;
    }

    private string? Object(JsonElement schema, JsonElement value, string at, bool isWhole)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var known = new HashSet<string>();
        Names(schema, known);
        string[] required =
            schema.TryGetProperty("required", out var list) ? [.. list.EnumerateArray().Select(static name => name.GetString()!)] : [];
        foreach (var name in required)
        {
            if (!value.TryGetProperty(name, out _))
            {
                return $"{at} lacks {name}";
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (isWhole && known.Count > 0 && !known.Contains(member.Name))
            {
                return $"{at} has {member.Name}, which is not of its form";
            }

            var isOptional = member.Value.ValueKind == JsonValueKind.Null && !required.Contains(member.Name);
            if (!isOptional
                && schema.TryGetProperty("properties", out var properties)
                && properties.TryGetProperty(member.Name, out var inner)
                && Problem(inner, member.Value, $"{at}.{member.Name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private void Names(JsonElement schema, HashSet<string> names)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            Names(Find(reference.GetString()!), names);
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
            {
                Names(part, names);
            }
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            names.UnionWith(properties.EnumerateObject().Select(static member => member.Name));
        }
    }

    private string? List(JsonElement schema, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Array || !schema.TryGetProperty("items", out var items))
        {
            return null;
        }

        return value.EnumerateArray()
            .Select((item, index) => Problem(items, item, $"{at}[{index}]"))
            .FirstOrDefault(static problem => problem is not null);
    }
}
