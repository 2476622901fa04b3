using System.Net;
using System.Text;
using Consensoor.Actors.Api;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Texts;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Asks one Beacon API by <see cref="BeaconHttp"/>, and gives it JSON, with a patience of its own: a question again where the node cannot
/// be reached or is not ready, and elsewhere where it sends, a few times. A failure is a refusal, with what the server says of it.
/// </summary>
internal sealed class CheckpointHttp(BeaconHttp http, Uri url, CheckpointPatience patience)
{
    private const int MostRedirects = 5;
    private const int MostJson = 1 << 20;
    private const string Ssz = "application/octet-stream";

    private readonly BeaconServer _server = new(url);

    /// <summary>Makes the client that asks.</summary>
    public static BeaconHttp NewClient() => new(TimeProvider.System, TimeSpan.FromSeconds(15));

    /// <summary>Fetches a value as SSZ of at most so many bytes.</summary>
    public Task<CheckpointResult<CheckpointBody>> GetSsz(string path, long limit, CancellationToken cancellation) =>
        Get(path, Ssz, limit, cancellation);

    /// <summary>Gives JSON to a path, once; the refusal where it is not taken, null where it is.</summary>
    public async Task<CheckpointRefusal?> PostJson(string path, string json, CancellationToken cancellation)
    {
        var request = new BeaconRequest(HttpMethod.Post, path, BeaconRequest.Json)
        {
            Body = Encoding.UTF8.GetBytes(json),
            ReadsBody = false,
        };
        return (await Try(request, MostJson, cancellation)).Refusal;
    }

    /// <summary>Fetches a small answer as JSON.</summary>
    public Task<CheckpointResult<CheckpointBody>> GetJson(string path, CancellationToken cancellation) =>
        Get(path, BeaconRequest.Json, MostJson, cancellation);

    private async Task<CheckpointResult<CheckpointBody>> Get(string path, string media, long limit, CancellationToken cancellation)
    {
        var request = new BeaconRequest(HttpMethod.Get, path, media) { Judge = response => Against(response, media) };
        for (var attempt = 1; ; attempt++)
        {
            var result = await Try(request, limit, cancellation);
            if (attempt >= patience.Tries || !IsWorthAnotherTry(result.Refusal))
            {
                return result;
            }

            // A timer of its own ends with the wait; it is the same as a delay, and can be cancelled.
            using var timer = new PeriodicTimer(patience.Wait * attempt);
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    private static bool IsWorthAnotherTry(CheckpointRefusal? refusal) =>
        refusal is { Problem: CheckpointProblem.Unreachable }
            or { Status: HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.TooManyRequests };

    private async Task<CheckpointResult<CheckpointBody>> Try(BeaconRequest request, long limit, CancellationToken cancellation)
    {
        var bounds = new BeaconBounds(limit, SafeText.Most, patience.Answer) { Silence = patience.Silence, Redirects = MostRedirects };
        var reply = await http.Send(_server, request, bounds, cancellation);
        var path = new Uri(_server.Bare, request.Path).AbsolutePath;
        if (reply.Refusal is { } refusal)
        {
            var who = refusal.Problem == BeaconProblem.TooSlow ? "the server " : "";
            return CheckpointResult<CheckpointBody>.Refused(ProblemOf(refusal.Problem), $"{path}: {who}{refusal.Text}");
        }

        if (reply.Status != HttpStatusCode.OK && (request.Method == HttpMethod.Get || (int)reply.Status is not (>= 200 and < 300)))
        {
            var said = reply.Body.Length == 0 ? "" : $": {SafeText.Shown(Encoding.UTF8.GetString(reply.Body))}";
            var text = $"{path}: the server answers with status {(int)reply.Status}{said}";
            return CheckpointResult<CheckpointBody>.Refused(
                new CheckpointRefusal(CheckpointProblem.Status, text) { Status = reply.Status });
        }

        return CheckpointResult<CheckpointBody>.Of(new CheckpointBody(reply.Body, ForkOf(reply.Header(ApiResponse.VersionHeader))));
    }

    private static ForkName? ForkOf(string? version) =>
        ForkNames.All.Where(name => name.Text() == version).Select(static name => (ForkName?)name).FirstOrDefault();

    // What is against an answer by its headers.
    private static BeaconRefusal? Against(HttpResponseMessage response, string media)
    {
        var content = response.Content.Headers;
        if (content.ContentType?.MediaType is { } type && !type.Equals(media, StringComparison.OrdinalIgnoreCase))
        {
            var hint = type == BeaconRequest.Json ? ": it gives no SSZ" : type == "text/html" ? ": this is a page, no Beacon API" : "";
            return new BeaconRefusal(BeaconProblem.MediaType, $"the answer is {SafeText.Shown(type)} and not {media}{hint}");
        }

        if (content.ContentEncoding.Count > 0)
        {
            return new BeaconRefusal(BeaconProblem.MediaType, $"the answer is packed ({SafeText.Shown(content.ContentEncoding.First())})");
        }

        return response.Headers.TryGetValues(ApiResponse.VersionHeader, out var versions)
            && string.Join(",", versions) is var version && ForkOf(version) is null
                ? new BeaconRefusal(
                    BeaconProblem.UnknownFork, $"its {ApiResponse.VersionHeader} is {SafeText.Shown(version)}, no known fork")
                : null;
    }

    private static CheckpointProblem ProblemOf(BeaconProblem problem) => problem switch
    {
        BeaconProblem.Unreachable => CheckpointProblem.Unreachable,
        BeaconProblem.TooSlow => CheckpointProblem.TooSlow,
        BeaconProblem.Redirect => CheckpointProblem.Redirect,
        BeaconProblem.MediaType => CheckpointProblem.MediaType,
        BeaconProblem.TooLong => CheckpointProblem.TooLong,
        BeaconProblem.Truncated => CheckpointProblem.Truncated,
        _ => CheckpointProblem.OtherChain,
    };
}
