using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// Asks several beacon nodes over their API, one after the other in an order that is given, until one has an answer of use. Each answer is
/// bounded in time and bytes; nothing but a cancellation of the caller's own is thrown. Holds no state of the nodes, and may be used by
/// any thread.
/// </summary>
public sealed class BeaconClient : IDisposable
{
    private const string Version = "Eth-Consensus-Version";
    private const int Chunk = 1 << 16;

    private readonly HttpMessageInvoker _http;
    private readonly Node[] _nodes;
    private readonly TimeProvider _time;

    /// <summary>Nodes by their URLs, which end in a slash, over a handler that is disposed of with it; times are told by a clock.</summary>
    public BeaconClient(IReadOnlyList<Uri> urls, TimeProvider time, HttpMessageHandler? handler = null)
    {
        (_nodes, _time) = ([.. urls.Select(static url => new Node(url))], time);
        _http = new HttpMessageInvoker(handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            MaxResponseHeadersLength = 64,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        });
    }

    /// <summary>The nodes' hosts and ports, in the order of their URLs.</summary>
    public IReadOnlyList<string> Names => [.. _nodes.Select(static node => node.Name)];

    /// <summary>Asks nodes, by their places, and gives the first answer of use, or the last that is none.</summary>
    public Task<BeaconReading<BeaconAnswer>> Ask(IReadOnlyList<int> order, BeaconQuestion question, TimeSpan deadline) =>
        Read(order, question, deadline, static answer => answer);

    /// <summary>
    /// Asks nodes, by their places, until one gives an answer of success that can be read, or refuses. Where reading throws
    /// <see cref="InvalidDataException"/> the node has failed. All nodes together have until the deadline, each an equal share of what is
    /// left.
    /// </summary>
    public async Task<BeaconReading<T>> Read<T>(
        IReadOnlyList<int> order, BeaconQuestion question, TimeSpan deadline, Func<BeaconAnswer, T> read)
        where T : class
    {
        var failed = new List<BeaconNodeFailed>();
        var last = new BeaconAnswer(null, "", null, [], "no beacon node is of use now");
        var begun = _time.GetTimestamp();
        for (var place = 0; place < order.Count; place++)
        {
            var share = (deadline - _time.GetElapsedTime(begun)) / (order.Count - place);
            if (share <= TimeSpan.Zero)
            {
                break;
            }

            last = await Ask(order[place], question, share);
            if (last.IsGood)
            {
                try
                {
                    return new BeaconReading<T>(read(last), last, failed);
                }
                catch (InvalidDataException e)
                {
                    last = last with { Problem = $"{last.Name}: {e.Message}" };
                }
            }
            else if (last.IsRefusal || last.IsUnknownRoute)
            {
                break;
            }

            failed.Add(new BeaconNodeFailed(order[place], last.Reason()));
        }

        return new BeaconReading<T>(null, last, failed);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<BeaconAnswer> Ask(int index, BeaconQuestion question, TimeSpan deadline)
    {
        using var late = new CancellationTokenSource(deadline, _time);
        var node = _nodes[index];
        BeaconAnswer Nothing(string problem) => new(index, node.Name, null, [], $"{node.Name}: {problem}");
        try
        {
            for (var place = 0; ; place++)
            {
                using var request = Request(index, question, question.Paths[place]);
                using var response = await _http.SendAsync(request, late.Token);
                var body = await Body(response, question.MostBytes, late.Token);
                var answer = new BeaconAnswer(index, node.Name, response.StatusCode, body, null)
                {
                    Header = question.WantedHeader is { } wanted
                        && response.Headers.TryGetValues(wanted, out var values) && values.ToArray() is [var value] ? value : null,
                };
                if (!answer.IsUnknownRoute || place == question.Paths.Count - 1)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return Nothing($"no answer within {deadline.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or ObjectDisposedException)
        {
            return Nothing(ConfigError.Shown((e.InnerException ?? e).Message));
        }
    }

    private static async Task<byte[]> Body(HttpResponseMessage response, int most, CancellationToken late)
    {
        if (response.Content.Headers.ContentLength > most)
        {
            throw new InvalidDataException($"an answer of {response.Content.Headers.ContentLength} bytes, at most {most} are read");
        }

        using var stream = await response.Content.ReadAsStreamAsync(late);
        using var body = new MemoryStream();
        var buffer = new byte[Chunk];
        for (int read; (read = await stream.ReadAsync(buffer, late)) > 0;)
        {
            if (body.Length + read > most)
            {
                throw new InvalidDataException($"an answer of more than {most} bytes");
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private HttpRequestMessage Request(int index, BeaconQuestion question, string path)
    {
        var node = _nodes[index];
        var request = new HttpRequestMessage(question.Method, new Uri(node.Bare, path));
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd("consensoor-actors");
        request.Headers.Authorization = node.Password;
        if (question.Fork is { } fork)
        {
            request.Headers.Add(Version, fork.Text());
        }

        if (question.Header is var (name, value) && (question.HeaderTo ?? index) == index)
        {
            request.Headers.Add(name, value);
        }

        if (question.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }

    private sealed class Node(Uri url)
    {
        public string Name => url.Authority;

        public Uri Bare { get; } = url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;

        public AuthenticationHeaderValue? Password { get; } = url.UserInfo.Length == 0 ? null : new(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
    }
}
