using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `dead-el`: the execution layer of one node dies for an epoch and refuses connections, later for another epoch it answers nothing. The
/// node's head waits for the payload that nobody verified, since a layer that is away makes nothing optimistic; the others finalize without
/// it, and it is back an epoch after its execution layer.
/// </summary>
public static class DeadEl
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("dead-el", nodes: 4, epochs: 9)
        .DeadEl("node-1", from: 12, to: 20)
        .DeadEl("node-1", from: 36, to: 44, isSilent: true)
        .Expect(HeadWithin(5, except: "node-1"), HeadWithin(5).Between(29, 35), FinalityWithin(4), NothingOptimistic, NoErrors)
        .Expect(OneHead.Since(64), BlockEverySlot.Since(56), AllVotesCount.Since(68), Finalized(6));
}
