using System.Collections.Immutable;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.LightClients;

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

    /// <summary>
    /// The updates of so many periods that follow each other, from the first one known in `[start, start + count)` on, and at most
    /// MAX_REQUEST_LIGHT_CLIENT_UPDATES (`altair/light-client/p2p-interface.md#lightclientupdatesbyrange`).
    /// </summary>
    public IReadOnlyList<(ForkName Fork, LightClientUpdate Update)> UpdatesOf(ulong start, ulong count)
    {
        var found = new List<(ForkName Fork, LightClientUpdate Update)>();
        ulong? last = null;
        foreach (var (period, known) in Updates)
        {
            if (period >= start
                && period - start < count
                && (last is null || period == last + 1)
                && (ulong)found.Count < Spec.Constants.MaxRequestLightClientUpdates)
            {
                found.Add(known);
                last = period;
            }
        }

        return found;
    }
}
