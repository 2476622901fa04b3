using System.Collections.Immutable;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Api;

/// <summary>
/// What light clients may ask for, as of the last head; immutable. Each value is in the form of its attested block's fork.
/// </summary>
public sealed record LightClientView(
    ImmutableSortedDictionary<ulong, (ForkName Fork, LightClientUpdate Update)> Updates,
    (ForkName Fork, LightClientFinalityUpdate Update)? Finality,
    (ForkName Fork, LightClientOptimisticUpdate Update)? Optimistic)
{
    /// <summary>Nothing yet.</summary>
    public static LightClientView None { get; } =
        new(ImmutableSortedDictionary<ulong, (ForkName, LightClientUpdate)>.Empty, null, null);
}
