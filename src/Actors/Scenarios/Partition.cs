using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `partition`: two nodes cannot reach the other two for two epochs. Both sides go on without finality; healed, they agree on one head
/// within an epoch, and finalize.
/// </summary>
public static class Partition
{
    private const int From = 20, To = 36, Healed = To + DevnetShape.SlotsPerEpoch;

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("partition", nodes: 4, epochs: 10)
        .Partition(From, To, ["node-0", "node-1"], ["node-2", "node-3"])
        .Expect(BlockEverySlot.Between(1, From - 1), OneHead.Between(1, From - 1))
        .Expect(OneHead.Since(Healed), BlockEverySlot.Since(Healed), Finalized(6), NoErrors)
        .Expect(NobodyIsLeft);
}
