using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Interop.Builders;

/// <summary>
/// What a builder answers to a blinded block: its payload and blobs, as they came; neither where it publishes the block; or why it did not
/// take it, in words that may stand in a log.
/// </summary>
public sealed record BlindedAnswer(ExecutionPayload? Payload, BuiltBlobs? Blobs, string? Problem)
{
    /// <summary>True where it shows a payload that was not read to its end, as nobody needed it any more.</summary>
    public bool IsCutShort { get; init; }
}
