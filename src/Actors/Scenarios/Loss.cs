using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `loss`: a twentieth of all messages is lost, others come twice or late; the mesh brings every block, and the chain finalizes. Over
/// libp2p what is lost are segments, which are sent again and come late.
/// </summary>
public static class Loss
{
    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("loss", nodes: 4, epochs: 6)
        .Loss(0.05)
        .Expect(BlockEverySlot, HeadWithin(1), VotesCount(90), Finalized(3), NoErrors)
        .Expect(OnBus(MessagesLost(1000)), OnWire(MessagesLost(500)));
}
