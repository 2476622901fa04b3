using System.Net.Http.Headers;
using System.Text.Json;

namespace Consensoor.Actors.Cli.Diagnosis;

/// <summary>Asks servers that a node is given, each answer within 10 s and 1 MiB; keeps what time each of them says it is.</summary>
internal sealed class ProbeHttp(TimeProvider time) : IDisposable
{
    private const long MaxBytes = 1 << 20;
    private readonly Lock _gate = new();
    private readonly List<(string Server, DateTimeOffset Theirs, DateTimeOffset Ours)> _times = [];
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Patient.Patience,
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Lists what the clocks of servers said, beside what the own one said.</summary>
    public IReadOnlyList<(string Server, DateTimeOffset Theirs, DateTimeOffset Ours)> Times
    {
        get
        {
            lock (_gate)
            {
                return [.. _times];
            }
        }
    }

    /// <summary>Gives what came of a question: JSON, or why there is none; a user in the URL is told to the server alone.</summary>
    public async Task<ProbeAnswer> Get(Uri url, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(url) { UserName = "", Password = "" }.Uri);
            request.Headers.Accept.ParseAdd("application/json");
            if (url.UserInfo.Length > 0)
            {
                var user = System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo));
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(user));
            }

            using var response = await _client.SendAsync(request, cancellation);
            Note(url, response.Headers.Date);
            if (!response.IsSuccessStatusCode)
            {
                return new ProbeAnswer(null, $"it answers {(int)response.StatusCode}");
            }

            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return new ProbeAnswer(json.RootElement.Clone(), null);
        }
        catch (JsonException)
        {
            return new ProbeAnswer(null, "its answer is no JSON");
        }
        catch (HttpRequestException e)
        {
            return new ProbeAnswer(null, (e.InnerException ?? e).Message.ReplaceLineEndings(" "));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ProbeAnswer(null, $"it did not answer within {Patient.Patience.TotalSeconds:0} s");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private void Note(Uri url, DateTimeOffset? date)
    {
        if (date is { } theirs)
        {
            lock (_gate)
            {
                _times.Add((url.Authority, theirs, time.GetUtcNow()));
            }
        }
    }
}
