using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `missed-slots`: over five sync-committee periods every tenth proposal is missed, at random, and so is the last of each period; ten times
/// a node is killed and started again. Whoever is up proposes, all agree, and finality goes on.
/// </summary>
public static class MissedSlots
{
    private const int Period = 64, Last = (5 * Period) + (4 * DevnetShape.SlotsPerEpoch);

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet
        .Scenario("missed-slots", new DevnetShape(Nodes: 4) { Bls = KeyedBls.Shared }, epochs: (Last / DevnetShape.SlotsPerEpoch) + 4)
        .MissProposals(3, Last, 0.1, [.. Enumerable.Range(1, 5).Select(static period => (long)(period * Period) - 1)])
        .RandomRestarts(DevnetShape.SlotsPerEpoch, Last, times: 10)
        .Expect(HeadWithin(6), FinalityWithin(6), ProposalsMissed(20), NoErrors)
        .Expect(OneHead.Since(Last + 8), BlockEverySlot.Since(Last + 8), Finalized(Last / DevnetShape.SlotsPerEpoch));
}
