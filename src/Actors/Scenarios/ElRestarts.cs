using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `el-restarts`: the execution layer of one node is killed and started again 20 times, two slots of 12 s each time. In the slot after its
/// return the node asks it again; from the one behind that on every slot has its block, those of the node's own proposers too. No node ever
/// takes a payload, or votes on one, that its execution layer has not judged.
/// </summary>
public static class ElRestarts
{
    private const int Down = 2;
    private const int Period = 6;
    private const int First = 10;

    private static readonly DevnetShape Shape = new(Nodes: 4) { SlotTime = TimeSpan.FromSeconds(12), Bls = KeyedBls.Shared };

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Describe(times: 20);

    /// <summary>Describes the scenario with another number of restarts.</summary>
    public static Scenario<DevnetNode> Describe(int times)
    {
        var over = First + (times * Period);
        var scenario = Devnet.Scenario("el-restarts", Shape, epochs: (over / DevnetShape.SlotsPerEpoch) + 4);
        for (var from = First; from < over; from += Period)
        {
            // It is back when the slot begins in which the node finds it again.
            var back = from + Down;
            scenario = scenario.DeadEl("node-1", from, back - 1).Expect(BlockEverySlot.Between(back + 1, from + Period - 1));
        }

        return scenario
            .Expect(HeadWithin(Down + 2), FinalityWithin(4), NothingOptimistic, NoErrors)
            .Expect(OneHead.Since(over), BlockEverySlot.Since(over), AllVotesCount.Since(over + (2 * DevnetShape.SlotsPerEpoch)));
    }
}
