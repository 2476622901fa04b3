using System.Text;
using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Actors.Api.Description;
using Consensoor.Actors.Tests.Api.Walk;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>The documents that a node serves of itself as judges of its answers; members that they do not name are refused.</summary>
internal static class OwnSchemas
{
    private static readonly Lazy<(Definition Definition, AnswerSchemas Answers)> Own = new(static () => Of("consensoor.json"));
    private static readonly Lazy<(Definition Definition, AnswerSchemas Answers)> Keymanager = new(static () => Of("keymanager.json"));

    public static Definition Definition => Own.Value.Definition;

    public static AnswerSchemas Answers => Own.Value.Answers;

    /// <summary>Gives a document.</summary>
    public static Definition Load(string name) => Definition.Parse(Encoding.UTF8.GetString(OpenApiDocuments.Find(name)!));

    /// <summary>Fails where an answer of one of the program's own routes is not as its document says; nothing is said of others.</summary>
    public static void Check(string method, string path, int status, JsonElement body) => Check(Own.Value, method, path, status, body);

    /// <summary>Fails where an answer of the keymanager API is not as its document says.</summary>
    public static void CheckKeymanager(string method, string path, int status, JsonElement body) =>
        Check(Keymanager.Value, method, path, status, body);

    private static (Definition Definition, AnswerSchemas Answers) Of(string name)
    {
        var definition = Load(name);
        return (definition, new AnswerSchemas(definition, Preset.Minimal, name));
    }

    private static void Check(
        (Definition Definition, AnswerSchemas Answers) judge, string method, string path, int status, JsonElement body)
    {
        var parts = path.Split('?')[0].Split('/');
        var operation = judge.Definition.Operations.FirstOrDefault(one =>
            one.Method == method && RouteTable.Fits(one.Path.Split('/'), parts));
        if (operation is null)
        {
            return;
        }

        Assert.True(operation.Responses.ContainsKey(status), $"{method} {path}: {status} is not documented");
        var problem = judge.Answers.Problem(operation, status, body);
        Assert.True(problem is null, $"{method} {path}, {status}: {problem}: {body}");
    }
}
