using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>
/// Whether blob data is here: a question to the outside, answered from what has already been fetched and checked
/// (`deneb/fork-choice.md#new-is_data_available`).
/// </summary>
public interface IDataAvailability
{
    /// <summary>
    /// `is_data_available`: true where all blobs (deneb, electra) or all columns to sample (fulu on) of a block are here and match its
    /// commitments. False is not final: the block, or from gloas on its payload, may be tried again.
    /// </summary>
    bool IsDataAvailable(BeaconBlock block, Root blockRoot);
}
