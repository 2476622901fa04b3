using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `non-finality`: three fifths of the validators are there for 300 epochs, so that nothing is finalized. The chain goes on, all agree, no
/// queue outgrows its bound, and the memory of all four nodes stays flat after the first 50 epochs. Stores are files, as a node's are.
/// </summary>
public static class NonFinality
{
    private static readonly DevnetShape Shape = new(Nodes: 4) { OnlinePercent = 60, Bls = KeyedBls.Shared, IsOnDisk = true };

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Describe(epochs: 300);

    /// <summary>Describes the scenario over fewer epochs.</summary>
    public static Scenario<DevnetNode> Describe(int epochs) => Devnet.Scenario("non-finality", Shape, epochs)
        .Expect(HeadWithin(16), OneHead, NothingFinalized, QueuesAreBounded, NoErrors)
        .Expect(MemoryUse.Below(mebibytes: 160), MemoryUse.FlatAfter(epoch: 50, growthPercent: 20));
}
