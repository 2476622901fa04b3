using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>`finality`: four nodes, gloas from genesis, six epochs; all agree on every head and finalize.</summary>
public static class Finality
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("finality", nodes: 4, epochs: 6)
        .Expect(BlockEverySlot, OneHead, AllVotesCount, Finalized(3), NoErrors)
        .Expect(OnWire(AllScoreWell.Since(DevnetShape.SlotsPerEpoch)), OnWire(NobodyIsLeft));
}
