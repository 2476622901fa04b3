using System.Text;
using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Interop.Engine.Rest;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server.Rest;

/// <summary>
/// Where a request over REST goes: an endpoint, the fork that its path or header names, as text, and what else the path has.
/// </summary>
internal sealed record RestRoute(RestEndpoint Endpoint, string? Fork)
{
    private const int PayloadIdLength = 18;

    /// <summary>The id of a build in the path; null where the path has none that is well formed.</summary>
    public Bytes8? PayloadId { get; init; }

    /// <summary>True where it is posted.</summary>
    public bool IsPost { get; init; } =
        Endpoint is not (RestEndpoint.GetPayload or RestEndpoint.Bodies or RestEndpoint.Capabilities or RestEndpoint.Identity);

    /// <summary>True where it goes by a fork.</summary>
    public bool IsForkScoped => RestSwitch.IsForkScoped(Endpoint);

    /// <summary>Finds where a path below the root of a form goes; null for nowhere.</summary>
    public static RestRoute? Find(RestForm form, string path, string method, string? header)
    {
        var parts = path.Split('/');
        if (parts is ["capabilities"] or ["identity"])
        {
            return method == "GET" ? new RestRoute(parts[0] == "identity" ? RestEndpoint.Identity : RestEndpoint.Capabilities, null) : null;
        }

        if (parts is ["blobs", var version] && method == "POST")
        {
            return version switch
            {
                "v1" => new RestRoute(RestEndpoint.BlobsV1, null),
                "v2" => new RestRoute(RestEndpoint.BlobsV2, null),
                "v3" => new RestRoute(RestEndpoint.BlobsV3, null),
                "v4" when form == RestForm.Header => new RestRoute(RestEndpoint.BlobsV4, null),
                _ => null,
            };
        }

        var fork = header;
        if (form == RestForm.Path)
        {
            (fork, parts) = (parts[0], parts[1..]);
        }

        return (parts, method) switch
        {
            (["payloads"], "POST") => new RestRoute(RestEndpoint.NewPayload, fork),
            (["forkchoice"], "POST") => new RestRoute(RestEndpoint.Forkchoice, fork),
            (["bodies", "hash"], "POST") => new RestRoute(RestEndpoint.Bodies, fork) { IsPost = true },
            (["bodies"], "GET") => new RestRoute(RestEndpoint.Bodies, fork),
            (["payloads", var id], "GET") => new RestRoute(RestEndpoint.GetPayload, fork) { PayloadId = IdOf(id) },
            _ => null,
        };
    }

    private static Bytes8? IdOf(string text)
    {
        Span<byte> id = stackalloc byte[Bytes8.Length];
        return text.Length == PayloadIdLength && HexText.TryData(Encoding.ASCII.GetBytes(text), id) ? new Bytes8(id) : null;
    }
}
