using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `dead-el`: the execution layer of one node dies for an epoch and refuses connections, later for another epoch it answers nothing. The
/// node signs nothing it cannot vouch for, the others finalize without it, and it is back an epoch after its execution layer.
/// </summary>
public static class DeadEl
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("dead-el", nodes: 4, epochs: 9)
        .DeadEl("node-1", from: 12, to: 20)
        .DeadEl("node-1", from: 36, to: 44, isSilent: true)
        .Expect(HeadWithin(5), FinalityWithin(4), SignsNothing("node-1", 14, 20), SignsNothing("node-1", 39, 44), NoErrors)
        .Expect(OneHead.Since(64), BlockEverySlot.Since(56), AllVotesCount.Since(68), Finalized(6));
}
