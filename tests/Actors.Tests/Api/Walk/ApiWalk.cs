using System.Text.Json;
using System.Text.Json.Nodes;
using Consensoor.Actors.Api;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Walks over each operation of a definition on a chain: good requests in each form, and each parameter, header and body broken in each
/// way. What is not as the definition says is a finding, by the operation and the case.
/// </summary>
internal sealed class ApiWalk(Definition definition, AnswerSchemas schemas, WalkChain chain)
{
    // What a server may answer whatever an operation documents: none of the accepted forms, a body in a form that is not taken or is too
    // large, and a node that cannot answer now.
    private static readonly int[] Universal = [406, 413, 415, 503];

    // Validator clients of Lodestar ask for it, though the definition has JSON alone.
    private static readonly string[] AlsoInSsz = ["GET /eth/v1/validator/sync_committee_contribution"];

    private readonly SortedDictionary<string, string> _findings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, OperationRecord> _records = new(StringComparer.Ordinal);

    /// <summary>What was found, the first text of each case.</summary>
    public IReadOnlyDictionary<string, string> Findings => _findings;

    /// <summary>What was seen of each operation.</summary>
    public IReadOnlyDictionary<string, OperationRecord> Records => _records;

    /// <summary>Counts the requests.</summary>
    public int Requests { get; private set; }

    /// <summary>Asks each operation as it should be asked, in the fork that the chain is in.</summary>
    public void Good(WalkDuties duties)
    {
        var values = new WalkValues(definition, chain, duties);
        foreach (var operation in definition.Operations)
        {
            var asked = duties.Asked.GetValueOrDefault(operation.Name);
            var request = asked.Request ?? values.Good(operation);
            var answer = asked.Answer ?? Send(operation, request);
            var record = Record(operation);
            if (answer.IsGood)
            {
                record.Forks.Add(chain.Fork);
            }

            record.Statuses.Add(answer.Status);
            CheckGood(operation, request, answer);
        }
    }

    /// <summary>Breaks each operation's parameters, headers and body in each way.</summary>
    public void Broken(WalkDuties duties)
    {
        var values = new WalkValues(definition, chain, duties);
        foreach (var operation in definition.Operations.Where(static one => !IsStream(one)))
        {
            var request = values.Good(operation);
            foreach (var parameter in operation.Parameters)
            {
                BreakParameter(operation, request, parameter, values);
            }

            Methods(operation, request);
            if (operation.Body is { } body)
            {
                BreakBody(operation, request, body);
            }
        }
    }

    /// <summary>Says what is wrong where an operation was never answered with success.</summary>
    public void End()
    {
        foreach (var operation in definition.Operations)
        {
            Require(operation, "success in some fork", Record(operation).Forks.Count > 0, "it never succeeded");
        }
    }

    private static bool IsStream(Operation operation) =>
        operation.Responses.TryGetValue(200, out var good) && good.Content.ContainsKey("text/event-stream");

    private void CheckGood(Operation operation, WalkRequest request, WalkAnswer answer)
    {
        Documented(operation, "good", answer);
        if (!answer.IsGood || IsStream(operation))
        {
            return;
        }

        Answer(operation, "good", answer);
        if (operation.Method == "GET")
        {
            Head(operation, request, answer);
        }

        var good = operation.Responses[answer.Status];
        if (answer.Status != 200 || !good.Content.ContainsKey("application/json"))
        {
            return;
        }

        if (AlsoInSsz.Contains(operation.Name))
        {
            return;
        }

        var hasSsz = good.Content.ContainsKey(ApiResponse.OctetStream);
        Negotiate(operation, request, "Accept of SSZ", ApiResponse.OctetStream, hasSsz ? ApiResponse.OctetStream : null);
        Negotiate(
            operation, request, "Accept that prefers SSZ", "application/octet-stream;q=1,application/json;q=0.9",
            hasSsz ? ApiResponse.OctetStream : "application/json");
        Negotiate(
            operation, request, "Accept that prefers JSON", "application/octet-stream;q=0.2, application/json;q=0.3, */*;q=0.1",
            "application/json");
        Negotiate(operation, request, "Accept of anything", "text/html, */*;q=0.1", "application/json");
        Negotiate(operation, request, "Accept that rules out JSON", "application/json;q=0, application/octet-stream;q=0", null);
        Negotiate(operation, request, "Accept of another form", "text/plain", null);
    }

    private void Negotiate(Operation operation, WalkRequest request, string name, string accept, string? expected)
    {
        var answer = Send(operation, request.With("Accept", accept));
        if (expected is null)
        {
            Require(operation, name, answer.Status == 406, $"{answer.Status} in place of 406");
            ErrorForm(operation, name, answer);
            return;
        }

        var type = answer.Header("Content-Type");
        Require(operation, name, answer.IsGood && type == expected, $"{answer.Status} {type} in place of {expected}");
        if (answer.IsGood)
        {
            Answer(operation, name, answer);
        }
    }

    // A good answer has the headers and the body that the definition says.
    private void Answer(Operation operation, string name, WalkAnswer answer)
    {
        var good = operation.Responses[answer.Status];
        var record = Record(operation);
        foreach (var (header, isRequired) in good.Headers)
        {
            var given = answer.Header(header);
            Require(operation, $"{name}: header {header}", given is not null || !isRequired, "it is missing");
            if (given is not null)
            {
                record.Headers.Add(header);
            }
        }

        var version = answer.Header(ApiResponse.VersionHeader);
        Require(
            operation, $"{name}: version", version is null || ForkNames.All.Any(fork => fork.Text() == version), $"{version} is no fork");
        var type = answer.Header("Content-Type");
        if (good.Content.Count == 0)
        {
            Require(operation, $"{name}: body", answer.Body.Length == 0, "there is one");
            return;
        }

        if (!good.Content.ContainsKey(type ?? ""))
        {
            Require(operation, $"{name}: content type", false, $"{type} is none of {string.Join(", ", good.Content.Keys)}");
            return;
        }

        record.Forms.Add(type!);
        if (type != "application/json")
        {
            return;
        }

        using var json = JsonDocument.Parse(answer.Body);
        var problem = schemas.Problem(operation, answer.Status, json.RootElement);
        Require(operation, $"{name}: schema", problem is null, problem ?? "");
        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("version", out var said))
        {
            Require(operation, $"{name}: version", version == said.GetString(), $"header {version}, body {said}");
        }
    }

    private void Head(Operation operation, WalkRequest request, WalkAnswer answer)
    {
        var head = Send(operation, request with { Method = "HEAD" });
        Require(
            operation, "HEAD", head.Status == answer.Status && head.Body.Length == 0
                && head.Header("Content-Type") == answer.Header("Content-Type"),
            $"{head.Status} {head.Header("Content-Type")}, {head.Body.Length} bytes");
    }

    private void Methods(Operation operation, WalkRequest request)
    {
        var allowed = definition.Operations.Where(one => one.Path == operation.Path).Select(static one => one.Method).ToHashSet();
        foreach (var method in new[] { "GET", "POST", "PUT", "DELETE", "PATCH" }.Except(allowed))
        {
            if (StandardRoutes.Removed.Any(removed => removed == (method, operation.Path)))
            {
                continue;
            }

            var answer = Send(operation, request with { Method = method });
            var allow = (answer.Header("Allow") ?? "").Split(", ").ToHashSet();
            Require(
                operation, $"method {method}", answer.Status == 405 && allowed.IsSubsetOf(allow) && !allow.Contains(method),
                $"{answer.Status}, Allow: {string.Join(", ", allow)}");
            ErrorForm(operation, $"method {method}", answer);
        }
    }

    private void BreakParameter(Operation operation, WalkRequest good, Parameter parameter, WalkValues values)
    {
        var name = parameter.Name;
        if (parameter is { IsRequired: true, In: not "path" })
        {
            Refused(operation, $"{name} missing", Without(good, parameter));
        }

        foreach (var text in values.Malformed(parameter))
        {
            Refused(operation, $"{name} malformed ({text})", Replaced(operation, good, parameter, text));
        }

        foreach (var text in values.Unknown(parameter))
        {
            var answer = Send(operation, Replaced(operation, good, parameter, text));
            Documented(operation, $"{name} unknown ({text[..Math.Min(12, text.Length)]})", answer);
            if (answer.IsGood && answer.Status == 200)
            {
                Answer(operation, $"{name} unknown", answer);
            }
        }

        if (parameter is { IsRequired: false, In: "query" })
        {
            var answer = Send(operation, Replaced(operation, good, parameter, values.GoodOf(operation, parameter)));
            Documented(operation, $"{name} given", answer);
            if (answer.Status == 200)
            {
                Answer(operation, $"{name} given", answer);
            }
        }

        if (parameter.In == "query" && parameter.Schema["type"]?.ToString() != "array")
        {
            var twice = Replaced(operation, good, parameter, values.GoodOf(operation, parameter));
            Refused(operation, $"{name} twice", twice with { Target = $"{twice.Target}&{name}={values.GoodOf(operation, parameter)}" });
        }
    }

    private void BreakBody(Operation operation, WalkRequest good, BodyOf body)
    {
        Refused(operation, "body of another form", good with { ContentType = "text/plain" }, 415);
        foreach (var (name, text) in new[] { ("cut off", Cut(good)), ("no JSON", "{"), ("a number", "1"), ("null", "null") })
        {
            Refused(operation, $"body {name}", good.WithJson(text));
        }

        var empty = good with { Body = [] };
        if (body.IsRequired)
        {
            Refused(operation, "body empty", empty);
        }
        else
        {
            var answer = Send(operation, empty);
            Documented(operation, "body left out", answer);
            Require(operation, "body left out", answer.IsGood || !Record(operation).Forks.Contains(chain.Fork), $"{answer.Status}");
        }

        if (body.Content.ContainsKey(ApiResponse.OctetStream))
        {
            Refused(operation, "body of SSZ broken", good with { Body = [1, 2, 3], ContentType = ApiResponse.OctetStream });
        }

        var root = JsonNode.Parse(good.Body!)!;
        foreach (var broken in BrokenJson.Of(root, body.Content["application/json"]["schema"]!, definition))
        {
            var answer = Send(operation, good.WithJson(broken.Text));
            if (broken.IsRefused)
            {
                Require(operation, broken.Name, answer.Status == 400, $"{answer.Status} in place of 400: {answer.Text}");
                ErrorForm(operation, broken.Name, answer);
            }
            else
            {
                Documented(operation, broken.Name, answer);
            }
        }
    }

    private static string Cut(WalkRequest request)
    {
        var text = System.Text.Encoding.UTF8.GetString(request.Body!);
        return text[..^1];
    }

    private void Refused(Operation operation, string name, WalkRequest request, int status = 400)
    {
        var answer = Send(operation, request);
        Require(operation, name, answer.Status == status, $"{answer.Status} in place of {status}");
        ErrorForm(operation, name, answer);
    }

    private void Documented(Operation operation, string name, WalkAnswer answer)
    {
        Require(
            operation, $"{name}: status", operation.Responses.ContainsKey(answer.Status) || Universal.Contains(answer.Status),
            $"{answer.Status} is not documented: {answer.Text[..Math.Min(120, answer.Text.Length)]}");
        Require(operation, $"{name}: status", answer.Status != 500, "500");
        Record(operation).Statuses.Add(answer.Status);
        if (!answer.IsGood)
        {
            ErrorForm(operation, name, answer);
        }
    }

    private void ErrorForm(Operation operation, string name, WalkAnswer answer)
    {
        if (answer.Status < 400)
        {
            return;
        }

        string? problem = null;
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            problem = schemas.Problem(operation, answer.Status, json.RootElement)
                ?? (json.RootElement.GetProperty("code").GetInt32() == answer.Status
                    && json.RootElement.GetProperty("message").GetString()!.Length > 0
                    && answer.Header("Content-Type") == "application/json"
                        ? null
                        : $"code or message: {json.RootElement}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            problem = $"no error of the standard: '{answer.Text}'";
        }

        Require(operation, $"{name}: error body", problem is null, problem ?? "");
    }

    private static WalkRequest Without(WalkRequest good, Parameter parameter)
    {
        if (parameter.In == "header")
        {
            return good with { Headers = [.. good.Headers.Where(header => header.Name != parameter.Name)] };
        }

        var (path, query) = Parts(good.Target);
        return good with { Target = Target(path, query.Where(pair => !pair.StartsWith($"{parameter.Name}=", StringComparison.Ordinal))) };
    }

    private static WalkRequest Replaced(Operation operation, WalkRequest good, Parameter parameter, string value)
    {
        if (parameter.In == "header")
        {
            return good.With(parameter.Name, value);
        }

        var (path, query) = Parts(good.Target);
        if (parameter.In == "query")
        {
            return good with
            {
                Target = Target(path, query
                    .Where(pair => !pair.StartsWith($"{parameter.Name}=", StringComparison.Ordinal))
                    .Append($"{parameter.Name}={value}")),
            };
        }

        var parts = path.Split('/');
        parts[Array.IndexOf(operation.Path.Split('/'), $"{{{parameter.Name}}}")] = value;
        return good with { Target = Target(string.Join('/', parts), query) };
    }

    private static (string Path, IEnumerable<string> Query) Parts(string target)
    {
        var parts = target.Split('?');
        return (parts[0], parts.Length > 1 ? parts[1].Split('&') : []);
    }

    private static string Target(string path, IEnumerable<string> query)
    {
        var joined = string.Join('&', query);
        return joined.Length == 0 ? path : $"{path}?{joined}";
    }

    private WalkAnswer Send(Operation operation, WalkRequest request)
    {
        Requests++;
        return IsStream(operation) && request.Method != "HEAD"
            ? chain.Stream(request, static () => { })
            : chain.Send(request);
    }

    private OperationRecord Record(Operation operation)
    {
        if (!_records.TryGetValue(operation.Name, out var record))
        {
            _records[operation.Name] = record = new OperationRecord(operation);
        }

        return record;
    }

    private void Require(Operation operation, string name, bool holds, string problem)
    {
        if (!holds)
        {
            _findings.TryAdd($"{operation.Name} | {name}", $"in {chain.Fork.Text()}: {problem}");
        }
    }
}

/// <summary>What was seen of an operation.</summary>
internal sealed class OperationRecord(Operation operation)
{
    public Operation Operation => operation;

    public SortedSet<ForkName> Forks { get; } = [];

    public SortedSet<int> Statuses { get; } = [];

    public SortedSet<string> Headers { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Forms { get; } = new(StringComparer.Ordinal);
}
