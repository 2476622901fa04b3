using Consensoor.Interop.Engine.JsonRpc.Codec;
using Consensoor.Spec.Config;

namespace Consensoor.Interop.Engine.Rest;

/// <summary>
/// What an execution layer says it speaks over REST (`GET capabilities`): forks, the endpoints that are by fork, revisions of blobs, and
/// its limits. Names that are not known are passed over.
/// </summary>
internal sealed record RestCapabilities(
    IReadOnlySet<ForkName> Forks, IReadOnlySet<string> ForkScoped, IReadOnlySet<string> Blobs, RestLimits Limits)
{
    private const int MaxNames = 64;

    private static readonly byte[][] Names =
    [
        "supported_forks"u8.ToArray(), "fork_scoped_endpoints"u8.ToArray(), "independently_versioned"u8.ToArray(), "limits"u8.ToArray(),
    ];

    private static readonly byte[][] Versioned = ["blobs"u8.ToArray()];

    private static readonly byte[][] LimitNames =
    [
        "bodies.max_count"u8.ToArray(), "blobs.max_versioned_hashes"u8.ToArray(), "payload.max_bytes"u8.ToArray(),
    ];

    /// <summary>True where another one says the same.</summary>
    public bool IsSame(RestCapabilities other) =>
        Forks.SetEquals(other.Forks) && ForkScoped.SetEquals(other.ForkScoped) && Blobs.SetEquals(other.Blobs) && Limits == other.Limits;

    /// <summary>Reads an answer; null, with what is wrong, where it is none.</summary>
    public static RestCapabilities? Read(ReadOnlySpan<byte> body, out string? problem)
    {
        problem = RestJson.Problem(body);
        if (problem is not null)
        {
            return null;
        }

        var json = new EngineJson(body);
        var (forks, scoped, blobs) = (new List<string>(), new List<string>(), new List<string>());
        var limits = RestLimits.Most;
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Names, ref seen) : -1; which >= 0; which = json.Next(Names, ref seen))
        {
            switch (which)
            {
                case 0:
                    ReadNames(ref json, forks);
                    break;
                case 1:
                    ReadNames(ref json, scoped);
                    break;
                case 2:
                    ReadVersions(ref json, blobs);
                    break;
                default:
                    limits = ReadLimits(ref json);
                    break;
            }
        }

        json.Require(Names, seen, 1);
        problem = json.Problem is { } wrong ? $"its answer is malformed: {wrong}" : null;
        return problem is not null ? null : new RestCapabilities(
            forks.Select(RestForks.Of).OfType<ForkName>().ToHashSet(),
            (seen & 2) != 0 ? scoped.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(["payloads", "forkchoice", "bodies"]),
            blobs.ToHashSet(StringComparer.Ordinal),
            limits);
    }

    private static void ReadNames(ref EngineJson json, List<string> names)
    {
        for (var more = json.Array(); more && json.Item(names.Count, MaxNames);)
        {
            names.Add(json.Text());
        }
    }

    private static void ReadVersions(ref EngineJson json, List<string> blobs)
    {
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(Versioned, ref seen) : -1; which >= 0; which = json.Next(Versioned, ref seen))
        {
            ReadNames(ref json, blobs);
        }
    }

    private static RestLimits ReadLimits(ref EngineJson json)
    {
        var limits = RestLimits.Most;
        ulong seen = 0;
        for (var which = json.Object() ? json.Next(LimitNames, ref seen) : -1; which >= 0; which = json.Next(LimitNames, ref seen))
        {
            var number = json.Number();
            limits = which switch
            {
                0 => limits with { Bodies = (int)Math.Min(number, (ulong)RestLimits.Most.Bodies) },
                1 => limits with { Blobs = (int)Math.Min(number, (ulong)RestLimits.Most.Blobs) },
                _ => limits with { PayloadBytes = (int)Math.Min(number, (ulong)RestLimits.Most.PayloadBytes) },
            };
        }

        return limits;
    }
}
