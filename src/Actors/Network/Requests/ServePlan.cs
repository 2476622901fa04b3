using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// An answer in the making: the blocks to load one after the other, the items each gives (null stands for a block that is not there), or
/// why the resource is not available. Keys may depend on what was taken before.
/// </summary>
internal sealed record ServePlan(IEnumerable<ServeKey> Keys, Func<StoredBlock?, IEnumerable<object>> Take, string? Unavailable = null)
{
    /// <summary>Answers with one item that needs no block.</summary>
    public static ServePlan Of(object item) => new([default], _ => [item]);

    /// <summary>Answers with no item but the code ResourceUnavailable and a reason.</summary>
    public static ServePlan NotAvailable(string reason) => new([], static _ => [], reason);
}
