using Akka.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Consensoor.Actors.Hosting;

/// <summary>What callers over HTTP may take of this node (`consensoor.http`, where it stands what happens when it is full).</summary>
public sealed record HttpLimits
{
    /// <summary>Connections of one server; a further one is closed.</summary>
    public required int Connections { get; init; }

    /// <summary>Requests that are answered at once, streams of events apart.</summary>
    public required int Requests { get; init; }

    /// <summary>Streams of events (`/eth/v1/events`) that are open at once.</summary>
    public required int Streams { get; init; }

    /// <summary>
    /// Dumps of the fork-choice store (`/eth/v1/debug/fork_choice`, `/consensoor/v1/tree`, `/consensoor/v1/head/why`) and rewards
    /// (`/eth/v1/beacon/rewards`) that are written at once.
    /// </summary>
    public required int Dumps { get; init; }

    /// <summary>Messages that callers gave to be published and of which the verdict is open (attestations, …).</summary>
    public required int Publications { get; init; }

    /// <summary>How long a caller may take to send the head of a request.</summary>
    public required TimeSpan HeaderTimeout { get; init; }

    /// <summary>How long a connection without a request stays open.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>Bytes of all header lines of a request together, and of its first line.</summary>
    public required int HeaderBytes { get; init; }

    /// <summary>Bytes of the body of a request.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>Bytes of the bodies of all requests that are being answered.</summary>
    public required int BodiesBytes { get; init; }

    /// <summary>Bytes a second at which a body must come, and an answer be read, once the grace period is over.</summary>
    public required int BytesPerSecond { get; init; }

    /// <summary>How long a body or an answer may stand still before its pace counts.</summary>
    public required TimeSpan Grace { get; init; }

    /// <summary>Reads the limits from `consensoor`.</summary>
    public static HttpLimits From(Config consensoor) => new()
    {
        Connections = consensoor.Positive("http.connections"),
        Requests = consensoor.Positive("http.requests"),
        Streams = consensoor.Positive("http.streams"),
        Dumps = consensoor.Positive("http.dumps"),
        Publications = consensoor.Positive("http.publications"),
        HeaderTimeout = consensoor.GetTimeSpan("http.header-timeout"),
        KeepAlive = consensoor.GetTimeSpan("http.keep-alive"),
        HeaderBytes = consensoor.Positive("http.header-bytes"),
        BodyBytes = consensoor.Positive("http.body-bytes"),
        BodiesBytes = consensoor.Positive("http.bodies-bytes"),
        BytesPerSecond = consensoor.Positive("http.bytes-per-second"),
        Grace = consensoor.GetTimeSpan("http.grace"),
    };

    /// <summary>Sets a server to them.</summary>
    public void Apply(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = Connections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.RequestHeadersTimeout = HeaderTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestLineSize = HeaderBytes;
        limits.MaxRequestBufferSize = Math.Max(HeaderBytes, limits.MaxRequestBufferSize ?? 0);
        limits.MaxRequestBodySize = BodyBytes;
        limits.MinRequestBodyDataRate = new MinDataRate(BytesPerSecond, Grace);
        limits.MinResponseDataRate = new MinDataRate(BytesPerSecond, Grace);
    }
}
