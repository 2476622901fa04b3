using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Spec.Containers;

/// <summary>
/// Asks for the best light client update of Count sync committee periods from StartPeriod on
/// (`altair/light-client/p2p-interface.md#lightclientupdatesbyrange`).
/// </summary>
[SszContainer(Since = ForkName.Altair)]
public sealed partial record LightClientUpdatesByRangeRequest
{
    public ulong StartPeriod { get; init; }

    public ulong Count { get; init; }
}
