using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Consensoor.Actors.Api;
using Consensoor.Actors.Hosting.Logs;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Hosting.Checkpoints;

/// <summary>
/// Asks a Beacon API over HTTP, and gives it JSON, each answer within bounds of length and time. Redirects of questions are followed a few
/// times, never from https to http, and without the password where they lead to another host. A failure is a refusal, with what the server
/// says of it, and tells no password.
/// </summary>
internal sealed class CheckpointHttp(HttpMessageInvoker client, Uri server, CheckpointPatience patience)
{
    private const int MostRedirects = 5;
    private const int MostJson = 1 << 20;
    private const int MostOfMessage = 200;
    private const string Ssz = "application/octet-stream";
    private const string Json = "application/json";

    /// <summary>Makes the client that asks: it follows, unpacks and remembers nothing by itself.</summary>
    public static HttpMessageInvoker NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxResponseHeadersLength = 64,
    });

    /// <summary>Fetches a value as SSZ of at most so many bytes.</summary>
    public Task<CheckpointResult<CheckpointBody>> GetSsz(string path, long limit, CancellationToken cancellation) =>
        Get(path, Ssz, limit, cancellation);

    /// <summary>Gives JSON to a path, once; the refusal where it is not taken, null where it is.</summary>
    public async Task<CheckpointRefusal?> PostJson(string path, string json, CancellationToken cancellation) =>
        (await Try(path, Json, MostJson, json, cancellation)).Refusal;

    /// <summary>Fetches a small answer as JSON.</summary>
    public Task<CheckpointResult<CheckpointBody>> GetJson(string path, CancellationToken cancellation) =>
        Get(path, Json, MostJson, cancellation);

    private async Task<CheckpointResult<CheckpointBody>> Get(string path, string media, long limit, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await Try(path, media, limit, null, cancellation);
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

    private async Task<CheckpointResult<CheckpointBody>> Try(
        string path, string media, long limit, string? given, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience.Answer);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        silence.CancelAfter(patience.Silence);
        try
        {
            return await Follow(new Uri(server, path), media, limit, given, silence);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var bound = deadline.IsCancellationRequested ? patience.Answer : patience.Silence;
            var what = deadline.IsCancellationRequested ? "has not answered" : "sends nothing";
            return Refused(CheckpointProblem.TooSlow, $"{path}: the server {what} within {Shown(bound)}");
        }
        catch (Exception e) when (e is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
            or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded })
        {
            return Refused(CheckpointProblem.Truncated, $"{path}: the answer ends before its end");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
        {
            return Refused(CheckpointProblem.Unreachable, $"{path}: {(e.InnerException ?? e).Message.ReplaceLineEndings(" ")}");
        }
    }

    private async Task<CheckpointResult<CheckpointBody>> Follow(
        Uri first, string media, long limit, string? given, CancellationTokenSource silence)
    {
        var uri = first;
        for (var step = 0; step <= MostRedirects; step++)
        {
            using var request = new HttpRequestMessage(given is null ? HttpMethod.Get : HttpMethod.Post, Bare(uri));
            request.Content = given is null ? null : new StringContent(given, Encoding.UTF8, Json);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(media));
            request.Headers.UserAgent.ParseAdd("consensoor-actors");
            if (server.UserInfo.Length > 0 && IsSameHost(uri, first))
            {
                var password = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(server.UserInfo)));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", password);
            }

            using var response = await client.SendAsync(request, silence.Token);
            silence.CancelAfter(patience.Silence);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return await Read(first.AbsolutePath, response, media, limit, silence);
            }

            if (given is not null || response.Headers.Location is not { } location || !Uri.TryCreate(uri, location, out var next)
                || next.Scheme is not ("http" or "https") || (uri.Scheme == "https" && next.Scheme == "http"))
            {
                var where = Spec.Config.ConfigError.Shown(response.Headers.Location?.ToString() ?? "nowhere");
                return Refused(CheckpointProblem.Redirect, $"{first.AbsolutePath}: the server sends to {where}, where nobody follows");
            }

            uri = next;
        }

        return Refused(CheckpointProblem.Redirect, $"{first.AbsolutePath}: the server sends elsewhere more than {MostRedirects} times");
    }

    private async Task<CheckpointResult<CheckpointBody>> Read(
        string path, HttpResponseMessage response, string media, long limit, CancellationTokenSource silence)
    {
        if (response.RequestMessage?.Method == HttpMethod.Post && response.IsSuccessStatusCode)
        {
            return CheckpointResult<CheckpointBody>.Of(new CheckpointBody([], null));
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            var text = $"{path}: the server answers with status {(int)response.StatusCode}{await Message(response, silence)}";
            return CheckpointResult<CheckpointBody>.Refused(
                new CheckpointRefusal(CheckpointProblem.Status, text) { Status = response.StatusCode });
        }

        var content = response.Content.Headers;
        if (content.ContentType?.MediaType is { } type && !type.Equals(media, StringComparison.OrdinalIgnoreCase))
        {
            var hint = type == Json ? ": it gives no SSZ" : type == "text/html" ? ": this is a page, no Beacon API" : "";
            return Refused(CheckpointProblem.MediaType, $"{path}: the answer is {Shown(type)} and not {media}{hint}");
        }

        if (content.ContentEncoding.Count > 0)
        {
            return Refused(CheckpointProblem.MediaType, $"{path}: the answer is packed ({Shown(content.ContentEncoding.First())})");
        }

        if (content.ContentLength > limit)
        {
            return Refused(CheckpointProblem.TooLong, $"{path}: {content.ContentLength} bytes, at most {limit} are read");
        }

        ForkName? fork = null;
        if (response.Headers.TryGetValues(ApiResponse.VersionHeader, out var versions))
        {
            var version = string.Join(",", versions);
            if (!ForkNames.All.Any(name => name.Text() == version))
            {
                return Refused(CheckpointProblem.OtherChain, $"{path}: its {ApiResponse.VersionHeader} is {Shown(version)}, no known fork");
            }

            fork = ForkNames.All.First(name => name.Text() == version);
        }

        using var stream = await response.Content.ReadAsStreamAsync(silence.Token);
        using var body = new MemoryStream();
        var buffer = new byte[1 << 17];
        for (int read; (read = await stream.ReadAsync(buffer, silence.Token)) > 0;)
        {
            silence.CancelAfter(patience.Silence);
            if (body.Length + read > limit)
            {
                return Refused(CheckpointProblem.TooLong, $"{path}: more than {limit} bytes");
            }

            body.Write(buffer, 0, read);
        }

        return body.Length < content.ContentLength
            ? Refused(CheckpointProblem.Truncated, $"{path}: {body.Length} of {content.ContentLength} bytes came")
            : CheckpointResult<CheckpointBody>.Of(new CheckpointBody(body.ToArray(), fork));
    }

    // The first words of what the server says, without what would disturb a terminal.
    private static async Task<string> Message(HttpResponseMessage response, CancellationTokenSource silence)
    {
        using var stream = await response.Content.ReadAsStreamAsync(silence.Token);
        var buffer = new byte[MostOfMessage];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, silence.Token);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        return length == 0 ? "" : $": {LineFormatter.Escape(text)}";
    }

    private static Uri Bare(Uri uri) => uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;

    private static bool IsSameHost(Uri one, Uri other) => one.Host == other.Host && one.Port == other.Port && one.Scheme == other.Scheme;

    private static string Shown(string text) => ConfigError.Shown(text);

    private static string Shown(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    private static CheckpointResult<CheckpointBody> Refused(CheckpointProblem problem, string text) =>
        CheckpointResult<CheckpointBody>.Refused(problem, text);
}
