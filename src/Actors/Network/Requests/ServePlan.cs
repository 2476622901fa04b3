using Consensoor.Messages;
using Consensoor.Spec.State;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// An answer in the making: the blocks to load one after the other, the items each gives (null stands for a block that is not there), or
/// why the resource is not available. Keys may depend on what was taken before.
/// </summary>
internal sealed record ServePlan(IEnumerable<ServeKey> Keys, Func<StoredBlock?, IEnumerable<object>> Take, string? Unavailable = null)
{
    /// <summary>Gives the items of a state that was loaded; null stands for a state that is not at hand.</summary>
    public Func<BeaconState?, IEnumerable<object>>? TakeState { get; init; }

    /// <summary>Why the resource is not available where no item came of all keys; null where nothing is an answer too.</summary>
    public string? IfEmpty { get; init; }

    /// <summary>Answers with one item that needs no block.</summary>
    public static ServePlan Of(object item) => new([default], _ => [item]);

    /// <summary>Answers with no item but the code ResourceUnavailable and a reason.</summary>
    public static ServePlan NotAvailable(string reason) => new([], static _ => [], reason);
}
