using Consensoor.Messages;

namespace Consensoor.Actors.Network.Requests;

/// <summary>
/// An answer in the making: the blocks to load one after the other, the items each gives (null stands for a block that is not there), or
/// why the resource is not available. Keys may depend on what was taken before.
/// </summary>
internal sealed record ServePlan(IEnumerable<ServeKey> Keys, Func<StoredBlock?, IEnumerable<object>> Take, string? Unavailable = null)
{
    /// <summary>An answer that needs no block.</summary>
    public static ServePlan Of(object item) => new([default], _ => [item]);

    /// <summary>No answer but the code.</summary>
    public static ServePlan NotAvailable(string reason) => new([], static _ => [], reason);
}
