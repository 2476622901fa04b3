using Consensoor.Spec.Config;

namespace Consensoor.Interop.BeaconApi;

/// <summary>
/// What a beacon node is asked or given over its API: paths in the order in which they are tried, the present one first and then those of
/// earlier releases; a body in JSON and its fork, if any; and the most bytes that are read of an answer.
/// </summary>
public sealed record BeaconQuestion(HttpMethod Method, IReadOnlyList<string> Paths)
{
    /// <summary>Bounds most answers, in bytes.</summary>
    public const int Small = 1 << 20;

    /// <summary>Bounds answers that hold a block with its blobs, or the duties of many validators, in bytes.</summary>
    public const int Large = 1 << 26;

    /// <summary>The body in JSON; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The fork that the body is of, for the header that says so; null for none.</summary>
    public ForkName? Fork { get; init; }

    /// <summary>A further header; null for none.</summary>
    public (string Name, string Value)? Header { get; init; }

    /// <summary>The place of the one node that is given the further header; null where all are.</summary>
    public int? HeaderTo { get; init; }

    /// <summary>The header of the answer that is of use; null for none.</summary>
    public string? WantedHeader { get; init; }

    /// <summary>The most bytes that are read of an answer.</summary>
    public int MostBytes { get; init; } = Small;

    /// <summary>Asks for something.</summary>
    public static BeaconQuestion Get(params IReadOnlyList<string> paths) => new(HttpMethod.Get, paths);

    /// <summary>Gives something in JSON.</summary>
    public static BeaconQuestion Post(byte[] body, params IReadOnlyList<string> paths) => new(HttpMethod.Post, paths) { Body = body };
}
