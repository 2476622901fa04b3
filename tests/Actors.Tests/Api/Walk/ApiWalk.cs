using System.Text.Json;
using Consensoor.Actors.Api;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>
/// Walks over each operation of a definition on a chain: good requests in each form, and each parameter, header and body broken in each
/// way. What is not as the definition says is a finding, by the operation and the case.
/// </summary>
internal sealed partial class ApiWalk(Definition definition, AnswerSchemas schemas, WalkChain chain)
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

    /// <summary>
    /// Asks each operation as it should be asked, in the fork that the chain is in; blocks are asked for in a later slot of which nobody
    /// has made one yet.
    /// </summary>
    public void Good(WalkDuties duties)
    {
        var values = new WalkValues(definition, chain, duties);
        foreach (var operation in definition.Operations)
        {
            if (duties.Asked.TryGetValue(operation.Name, out var asked))
            {
                Count(operation, asked.Answer);
                if (WalkDuties.Productions.Contains(operation.Name))
                {
                    continue;
                }
            }

            var request = asked.Request ?? values.Good(operation);
            CheckGood(operation, request, asked.Answer ?? Send(operation, request));
        }

        if (WalkDuties.ToProduce(chain) is var produce && definition.Operations.Any(one => one.Name == produce.Operation))
        {
            Ask([produce]);
        }
    }

    /// <summary>Asks operations as they are asked once, and checks the answers.</summary>
    public void Ask(IEnumerable<(string Operation, WalkRequest Request)> requests)
    {
        foreach (var (name, request) in requests)
        {
            var operation = definition.Operations.Single(one => one.Name == name);
            CheckGood(operation, request, Send(operation, request));
        }
    }

    /// <summary>Asks operations once each, checks the answers, and looks for what they did.</summary>
    public void Do(IEnumerable<WalkDeed> deeds)
    {
        foreach (var deed in deeds)
        {
            var operation = definition.Operations.Single(one => one.Name == deed.Operation);
            var answer = Send(operation, deed.Request);
            CheckGood(operation, deed.Request, answer);
            Require(operation, $"effect: {deed.Effect}", answer.IsGood && deed.IsSeen(), $"{answer.Status} {answer.Text}");
        }
    }

    /// <summary>Says what is wrong where an operation was never answered with success.</summary>
    public void End()
    {
        foreach (var operation in definition.Operations)
        {
            // That a node does not do it is an answer of the standard too.
            var record = Record(operation);
            Require(
                operation, "success in some fork",
                record.Forks.Count > 0 || (operation.Responses.ContainsKey(501) && record.Statuses.Contains(501)), "it never succeeded");
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
        if (hasSsz)
        {
            var ssz = Send(operation, request.With("Accept", ApiResponse.OctetStream));
            var json = Send(operation, request);
            var problem = ssz.IsGood && json.IsGood
                ? SszAnswers.Problem(operation, chain, ssz, json)
                : $"{ssz.Status} in SSZ, {json.Status} in JSON";
            Require(operation, "SSZ as JSON", problem is null, problem ?? "");
        }

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

    private void Documented(Operation operation, string name, WalkAnswer answer)
    {
        Require(
            operation, $"{name}: status", operation.Responses.ContainsKey(answer.Status) || Universal.Contains(answer.Status),
            $"{answer.Status} is not documented: {answer.Text[..Math.Min(120, answer.Text.Length)]}");
        Require(operation, $"{name}: status", answer.Status != 500, "500");
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

    private WalkAnswer Send(Operation operation, WalkRequest request)
    {
        Requests++;
        var answer = IsStream(operation) && request.Method != "HEAD"
            ? chain.Stream(request, static () => { })
            : chain.Send(request);
        if (request.Method == operation.Method)
        {
            Count(operation, answer);
        }

        return answer;
    }

    private void Count(Operation operation, WalkAnswer answer)
    {
        var record = Record(operation);
        record.Statuses.Add(answer.Status);
        if (answer.IsGood)
        {
            record.Forks.Add(chain.Fork);
        }
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
