using System.Text;
using Consensoor.Actors.Api;
using Consensoor.Actors.Tests.Architecture;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <summary>One call that a tool is known to make (used-by-tools.csv).</summary>
internal sealed record ToolCall(
    string Tool, string Method, string Path, string Query, string Accept, string ContentType, string Headers, string Status)
{
    /// <summary>False for what tools ask of others: builders, keymanagers, metrics, and each other.</summary>
    public bool IsForANode => Method.Length > 0
        && Path.StartsWith("/eth/", StringComparison.Ordinal)
        && !Path.StartsWith("/eth/v1/builder/", StringComparison.Ordinal)
        && !Path.StartsWith("/eth/v2/builder/", StringComparison.Ordinal)
        && !Path.StartsWith("/eth/v1/keystores", StringComparison.Ordinal)
        && !Path.StartsWith("/eth/v1/remotekeys", StringComparison.Ordinal);

    public static IReadOnlyList<ToolCall> Load()
    {
        var lines = File.ReadAllLines(System.IO.Path.Combine(Repository.Root, "..", "shared", "apis", "used-by-tools.csv"));
        return [.. lines.Skip(1).Select(static line => Split(line)).Select(static row =>
            new ToolCall(row[0], row[2], row[3], row[4], row[5], row[6], row[7], row[9]))];
    }

    /// <summary>The call with good values for what it names.</summary>
    public WalkRequest Request(WalkValues values, Definition definition, WalkDuties duties)
    {
        var operation = definition.Operations.FirstOrDefault(one => one.Method == Method && one.Path == Path);
        var path = string.Join('/', Path.Split('/').Select(part => part.StartsWith('{') ? values.ByName(Path, part[1..^1]) : part));
        var query = Queries()
            .Select(name => name.Contains('=', StringComparison.Ordinal) ? name : $"{name}={values.ByName(Path, name)}").ToList();
        var request = new WalkRequest(Method, query.Count == 0 ? path : $"{path}?{string.Join('&', query)}");
        foreach (var header in Headers.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = header.Split(": ");
            request = request.With(pair[0], pair.Length > 1 ? pair[1].Split('|')[0] : values.ByName(Path, pair[0]));
        }

        if (Accept.Length > 0 && !Accept.Contains(' ', StringComparison.Ordinal))
        {
            request = request.With("Accept", Accept);
        }

        if (Method != "POST")
        {
            return request;
        }

        var body = duties.Asked.FirstOrDefault(asked => asked.Key.EndsWith(Path[7..], StringComparison.Ordinal)).Value.Request?.Body;
        return operation is { Body: not null } ? request.WithJson(Encoding.UTF8.GetString(values.Good(operation).Body!))
            : request.WithJson(body is null ? "[]" : Encoding.UTF8.GetString(body));
    }

    /// <summary>Says what the caller would miss; null where nothing.</summary>
    public string? Problem(WalkAnswer answer)
    {
        var type = answer.Header("Content-Type") ?? "";
        if (answer.Status is 405 or 415 or 500 or 406 || (answer.Status == 501 && !Path.EndsWith("_selections", StringComparison.Ordinal)))
        {
            return $"{answer.Status} {answer.Text}";
        }

        // What never was of the standard may be unknown, and callers of what is gone hear so.
        var isKnown = !answer.Text.Contains("no route", StringComparison.Ordinal) && answer.Status != 410;
        if (!isKnown
            && !Status.StartsWith("not official", StringComparison.Ordinal)
            && !Path.Contains("execution_payload_bid/{", StringComparison.Ordinal))
        {
            return $"{answer.Status} {answer.Text}";
        }

        // A topic that the node does not tell of is refused, which the callers of such expect.
        if (answer.Status == 400 && Status == "current" && Method == "GET" && Path != EventRoutes.Path && !IsOfOtherForks)
        {
            return $"400 {answer.Text}";
        }

        return answer.Status == 200 && answer.Body.Length > 0 && Accept.Length > 0 && !Accept.Contains(type, StringComparison.Ordinal)
            && Accept != "as asked by the caller"
                ? $"{type} is not accepted"
                : null;
    }

    // Blocks are made differently in gloas, and the point at infinity is no reveal.
    private bool IsOfOtherForks => Path.Contains("/validator/blocks/", StringComparison.Ordinal)
        || Path.Contains("blinded_blocks", StringComparison.Ordinal);

    private IEnumerable<string> Queries()
    {
        var text = Query.Split(" (")[0].Split('[')[0];
        if (text.StartsWith("topics=", StringComparison.Ordinal))
        {
            return [text];
        }

        return text == "topics" ? ["topics=head"]
            : Query.Split(',').Select(static name => name.Trim().Split(" (")[0].Split('|')[0])
                .Where(static name => name.Length > 0 && !name.EndsWith(')') && name is not ("fee_recipient" or "builder_selection"
                    or "strict_fee_recipient_check" or "blinded_local"));
    }

    private static List<string> Split(string line)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var letter in line)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (letter == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(letter);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
