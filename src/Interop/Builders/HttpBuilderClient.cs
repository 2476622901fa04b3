using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.JsonRpc.Transport;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Builders;

/// <summary>
/// Builders over HTTP and JSON: pooled connections, at most <see cref="Connections"/> to each, answers of a bounded length within a time,
/// no second try. It follows no redirect, uses no proxy and keeps no cookies.
/// </summary>
public sealed partial class HttpBuilderClient : IBuilderClient, IDisposable
{
    /// <summary>The most connections to one builder.</summary>
    public const int Connections = 8;

    /// <summary>The longest answer with a bid, in bytes: one of 4,096 commitments has less.</summary>
    public const int BidBytes = 1 << 19;

    private const int MaxHeaderKibibytes = 16;
    private const string VersionHeader = "Eth-Consensus-Version";
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(90);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeWithQualityHeaderValue AcceptJson = new("application/json");

    private readonly HttpClient _http;
    private readonly ChainSpec _spec;
    private readonly TimeProvider _time;

    /// <summary>A client for the builders of a chain; it connects at the first request.</summary>
    public HttpBuilderClient(ChainSpec spec, TimeProvider time)
    {
        (_spec, _time) = (spec, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = Connections,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            MaxResponseDrainSize = BoundedHttp.RefusalBytes,
            PooledConnectionIdleTimeout = IdleTimeout,
            UseCookies = false,
            UseProxy = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc/>
    public async Task<BidAnswer> GetExecutionPayloadBid(BidRequest request, TimeSpan timeout)
    {
        var fork = _spec.ForkAtSlot(request.Slot);
        var path = $"execution_payload_bid/{request.Slot}/{request.ParentHash}/{request.ParentRoot}/{request.Proposer}";
        using var reply = new PooledBytes();
        var (status, problem) = await Send(request.Url, $"v1/builder/{path}", fork, Written(request.Auth, fork), reply, BidBytes, timeout);
        var (bid, why) = status switch
        {
            HttpStatusCode.OK => Read<SignedExecutionPayloadBid>(reply.Span, fork, "no bid"),
            HttpStatusCode.NoContent => (null, "the builder has no bid"),
            _ => (null, problem ?? $"the builder answers with {Text(status)}, not with 200"),
        };
        return new BidAnswer(bid, why);
    }

    /// <inheritdoc/>
    public async Task<string?> SubmitSignedBeaconBlock(string url, SignedBeaconBlock block, TimeSpan timeout)
    {
        var fork = _spec.ForkAtSlot(block.Message.Slot);
        using var reply = new PooledBytes();
        var (status, problem) = await Send(
            url, "v1/builder/beacon_blocks", fork, Written(block, fork), reply, BoundedHttp.RefusalBytes, timeout);
        return status is HttpStatusCode.OK or HttpStatusCode.Accepted ? null
            : problem ?? $"the builder answers with {Text(status)}, not with 202";
    }

    /// <inheritdoc/>
    public async Task<string?> SubmitBuilderPreferences(
        string url, BLSPubkey proposer, BuilderPreferencesRequest request, TimeSpan timeout)
    {
        var fork = _spec.ForkAtSlot(request.Auth.Message.Slot);
        if (fork < ForkName.Gloas)
        {
            return $"its slot is of {fork.Text()}, which has no preferences for builders";
        }

        using var reply = new PooledBytes();
        var (status, problem) = await Send(
            url,
            $"v1/builder/builder_preferences/{proposer}",
            fork,
            Written(request, fork),
            reply,
            BoundedHttp.RefusalBytes,
            timeout);
        return status is HttpStatusCode.OK or HttpStatusCode.Accepted ? null
            : problem ?? $"the builder answers with {Text(status)}, not with 202";
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private ReadOnlyMemory<byte> Written<T>(T value, ForkName fork)
        where T : ISszType<T>
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            value.WriteJson(json, _spec.Ssz(fork));
        }

        return body.WrittenMemory;
    }

    // What an answer with a version and data holds, of a fork; or why it is none, as what of it is missing.
    private (T? Value, string? Problem) Read<T>(ReadOnlySpan<byte> bytes, ForkName fork, string none)
        where T : class, ISszType<T>
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using var document = JsonDocument.ParseValue(ref reader);
            var answer = document.RootElement;
            if (answer.ValueKind != JsonValueKind.Object
                || !answer.TryGetProperty("version"u8, out var version)
                || !answer.TryGetProperty("data"u8, out var data))
            {
                return (null, "the builder's answer has no version or no data");
            }

            if (version.ValueKind != JsonValueKind.String || !version.ValueEquals(fork.Text()))
            {
                return (null, $"the builder's answer is not of {fork.Text()}");
            }

            SszFailure failure = default;
            return T.TryReadJson(data, _spec.Ssz(fork), out var value, ref failure)
                ? (value, null)
                : (null, $"the builder's answer is {none}: {RpcText.Clean(failure.ToError().ToString())}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for a name with half of a surrogate pair.
            return (null, "the builder's answer is no JSON");
        }
    }

    // Once it is enough, a good answer counts by its status, and its body is not read any further.
    private async Task<(HttpStatusCode? Status, string? Problem)> Send(
        string url,
        string path,
        ForkName? fork,
        ReadOnlyMemory<byte>? body,
        PooledBytes reply,
        int bound,
        TimeSpan timeout,
        CancellationToken enough = default)
    {
        using var late = new CancellationTokenSource(timeout, _time);
        HttpStatusCode? good = null;
        try
        {
            using var request = new HttpRequestMessage(
                body is null ? HttpMethod.Get : HttpMethod.Post, $"{url.TrimEnd('/')}/eth/{path}");
            request.Headers.Accept.Add(AcceptJson);
            if (fork is { } version)
            {
                request.Headers.Add(VersionHeader, version.Text());
            }

            request.Headers.Add("Date-Milliseconds", Text(_time.GetUtcNow().ToUnixTimeMilliseconds()));
            request.Headers.Add("X-Timeout-Ms", Text((long)timeout.TotalMilliseconds));
            if (body is { } bytes)
            {
                request.Content = new ReadOnlyMemoryContent(bytes);
                request.Content.Headers.ContentType = Json;
            }

            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
            var status = response.StatusCode;
            if ((int)status is >= 200 and < 300)
            {
                if (enough.IsCancellationRequested)
                {
                    return (status, null);
                }

                good = status;
                using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, enough);
                return await BoundedHttp.Read(response, reply, bound, either.Token)
                    ? (status, null)
                    : (null, $"the builder's answer is longer than {bound} bytes");
            }

            await BoundedHttp.Read(response, reply, BoundedHttp.RefusalBytes, late.Token);
            var text = BoundedHttp.TextOf(reply.Span);
            return (status, $"the builder answers with HTTP status {(int)status}{(text.Length == 0 ? "" : $": {text}")}");
        }
        catch (OperationCanceledException) when (good is not null && enough.IsCancellationRequested)
        {
            return (good, null);
        }
        catch (OperationCanceledException)
        {
            return (null, $"the builder did not answer within {timeout.TotalMilliseconds:0} ms");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException
            or UriFormatException or InvalidOperationException)
        {
            return (null, $"the builder cannot be reached: {BoundedHttp.Why(e)}");
        }
    }

    private static string Text(HttpStatusCode? status) => $"HTTP status {(int?)status}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
