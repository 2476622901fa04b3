using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `slow-disk`: for two epochs the disk of one node takes up to a quarter of a second for every command; nobody notices but its own
/// validators.
/// </summary>
public static class SlowDisk
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("slow-disk", nodes: 4, epochs: 6)
        .SlowDisk("node-2", from: 12, to: 28, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250))
        .Expect(BlockEverySlot, OneHead, VotesCount(75), Finalized(3), NoErrors)
        .Expect(AllVotesCount.Since(44));
}
