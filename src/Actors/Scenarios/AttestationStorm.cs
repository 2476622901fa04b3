using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `attestation-storm`: an attacker sends a hundred times the normal rate of attestations for two epochs, in bursts, half of them wrong.
/// The queue for attestations is short and checking signatures takes its time, so that it overflows: every block is still imported within
/// its slot, honest votes count, no queue outgrows its bound, what is dropped is counted, and memory stays below a limit. It is over
/// libp2p, where the scores of the mesh fall with what is forged: all leave the attacker before its storm is over, and no honest node. On
/// the bus nobody is left.
/// </summary>
public static class AttestationStorm
{
    private const int From = 16, To = 31;

    private static readonly DevnetShape Shape = new(Nodes: 4)
    {
        Hocon = """
            consensoor.simulation.wire = libp2p
            consensoor.gossip.lane.beacon_attestation { queue = 32, batch = 16, parallel = 1 }
            """,
        WorkTime = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30)),
    };

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("attestation-storm", Shape, epochs: 6)
        .Storm("beacon_attestation", perSlot: 100 * Shape.Validators / DevnetShape.SlotsPerEpoch, From, To)
        .Expect(BlockEverySlot, OneHead, QueuesAreBounded, ChecksAreAnswered, AllVotesCount, Finalized(3), NoErrors)
        .Expect(OnBus(Dropped("gossip/beacon_attestation").In(To)), MemoryUse.Below(mebibytes: 1024))
        .Expect(OnWire(IsLeft(StormActor.Name).In(To)), OnWire(NobodyIsLeft));
}
