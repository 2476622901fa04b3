using System.Text.Json.Nodes;
using Consensoor.Actors.Api;

namespace Consensoor.Actors.Tests.Api.Walk;

/// <content>What is asked as it should not be: each parameter, header and body broken in each way.</content>
internal sealed partial class ApiWalk
{
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
}
