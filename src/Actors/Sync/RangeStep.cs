using Consensoor.Messages;

namespace Consensoor.Actors.Sync;

/// <summary>
/// What follows from an event in a sync by range: something for the chain, and peers that are to be reported for a reason.
/// </summary>
internal sealed record RangeStep(
    RangeBatch? Import = null, IReadOnlyList<string>? Offenders = null, PeerOffence Offence = PeerOffence.Unhelpful, string Reason = "")
{
    /// <summary>A step from which nothing follows.</summary>
    public static RangeStep Nothing { get; } = new();
}
