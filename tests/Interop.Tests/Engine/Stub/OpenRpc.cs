using System.Text.Json;

namespace Consensoor.Interop.Tests.Engine.Stub;

/// <summary>The Engine API's own definition: what each method takes, answers with and refuses.</summary>
internal sealed class OpenRpc
{
    private readonly Dictionary<string, JsonElement> _methods;
    private readonly JsonSchemas _schemas;

    private OpenRpc(JsonElement root)
    {
        _schemas = new JsonSchemas(root);
        _methods = root.GetProperty("methods").EnumerateArray().ToDictionary(static method => method.GetProperty("name").GetString()!);
    }

    public static OpenRpc File { get; } = new(JsonDocument.Parse(
        System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Engine", "data", "engine.openrpc.json"))).RootElement);

    /// <summary>The methods of the Engine API.</summary>
    public IReadOnlyList<string> Methods => [.. _methods.Keys.Where(static name => name.StartsWith("engine_", StringComparison.Ordinal))];

    public bool Knows(string method) => _methods.ContainsKey(method);

    public TimeSpan TimeoutOf(string method) =>
        TimeSpan.FromSeconds(int.Parse(_methods[method].GetProperty("x-timeout").GetString()!.TrimEnd('s')));

    /// <summary>The errors of a method.</summary>
    public IReadOnlyList<(int Code, string Message)> ErrorsOf(string method) => !_methods[method].TryGetProperty("errors", out var errors)
        ? []
        : [.. errors.EnumerateArray().Select(static error =>
            (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!))];

    /// <summary>The results of a method's examples.</summary>
    public IReadOnlyList<string> ExamplesOf(string method) => !_methods[method].TryGetProperty("examples", out var examples)
        ? []
        : [.. examples.EnumerateArray().Select(static example => example.GetProperty("result").GetProperty("value").GetRawText())];

    /// <summary>Says what is wrong with the parameters of a call; null where nothing is.</summary>
    public string? ParameterProblem(string method, JsonElement parameters)
    {
        var declared = _methods[method].GetProperty("params").EnumerateArray().ToArray();
        var given = parameters.EnumerateArray().ToArray();
        if (given.Length > declared.Length)
        {
            return $"{method}: {given.Length} parameters, not {declared.Length}";
        }

        for (var i = 0; i < declared.Length; i++)
        {
            var name = declared[i].GetProperty("name").GetString();
            var isRequired = declared[i].GetProperty("required").GetBoolean();
            if (i >= given.Length || (given[i].ValueKind == JsonValueKind.Null && !isRequired))
            {
                if (isRequired)
                {
                    return $"{method}: {name} is missing";
                }

                continue;
            }

            if (_schemas.Problem(declared[i].GetProperty("schema"), given[i], $"{method}: {name}") is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>Says what is wrong with the result of a method; null where nothing is.</summary>
    public string? ResultProblem(string method, JsonElement result) =>
        _schemas.Problem(_methods[method].GetProperty("result").GetProperty("schema"), result, $"{method}: the result");
}
