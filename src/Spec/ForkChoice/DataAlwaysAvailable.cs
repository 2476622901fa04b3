using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Takes blob data for available: for blocks whose data was checked before, and for those too old for the network to keep it.
/// </summary>
public sealed class DataAlwaysAvailable : IDataAvailability
{
    private DataAlwaysAvailable()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static DataAlwaysAvailable Instance { get; } = new();

    /// <summary>Counts the data of every block as here.</summary>
    public bool IsDataAvailable(BeaconBlock block, Root blockRoot) => true;
}
