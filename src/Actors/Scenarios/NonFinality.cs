using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `non-finality`: three fifths of the validators are there for 300 epochs, so that nothing is finalized. The chain goes on, all agree, no
/// queue outgrows its bound, and the memory of all four nodes stays flat after the first 50 epochs, but for the summary of each block that
/// may still be built upon. Stores are files, as a node's are.
/// </summary>
public static class NonFinality
{
    private static readonly DevnetShape Shape = new(Nodes: 4) { OnlinePercent = 60, Bls = KeyedBls.Shared, IsOnDisk = true };

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Describe(epochs: 300)
        .Expect(MemoryUse.Below(mebibytes: 48), MemoryUse.FlatAfter(epoch: 50, bytesPerBlock: 1_024));

    /// <summary>
    /// The two halves of the validators cannot reach each other from phase0 to gloas, so that none of them finalizes, with so little memory
    /// that each has let its own past go. Healed, all agree on one head and finalize.
    /// </summary>
    public static Scenario<DevnetNode> AcrossForks(int epochs)
    {
        var shape = new DevnetShape(Nodes: 4)
        {
            GloasFromGenesis = false,
            Bls = KeyedBls.Shared,
            Hocon = "consensoor.chain { recent-states = 4, state-density = 1, replays = 16 }",
        };
        var healed = epochs * DevnetShape.SlotsPerEpoch;
        return Devnet.Scenario("non-finality-across-forks", shape, epochs + 8)
            .Partition(DevnetShape.SlotsPerEpoch, healed, ["node-0", "node-1"], ["node-2", "node-3"])
            .Expect(NothingFinalized.Between(1, healed), OneHead.Since(healed + (3 * DevnetShape.SlotsPerEpoch)))
            .Expect(Finalized(epochs + 2), QueuesAreBounded, NoErrors);
    }

    /// <summary>Describes the scenario over fewer epochs, in a process that may hold other things.</summary>
    public static Scenario<DevnetNode> Describe(int epochs) => Devnet.Scenario("non-finality", Shape, epochs)
        .Expect(HeadWithin(16), OneHead, NothingFinalized, QueuesAreBounded, NoErrors);
}
