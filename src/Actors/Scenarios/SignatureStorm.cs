using Consensoor.Actors.Simulation.Scenarios;
using static Consensoor.Actors.Scenarios.Predicates;

namespace Consensoor.Actors.Scenarios;

/// <summary>
/// `signature-storm`: for most of an epoch an attacker sends messages of sync committees that are wrong in the signature and in nothing
/// else, more than can be verified, through a lane that has many batches under way at once. Blocks go before them all the same: each is
/// imported before anybody is to attest. Honest votes count, every check is answered, what is dropped is counted.
/// </summary>
public static class SignatureStorm
{
    private const int From = 9, To = 14;

    private static readonly DevnetShape Shape = new(Nodes: 4)
    {
        Hocon = """
            consensoor.gossip.lane.sync_committee { batch = 8, parallel = 64 }
            consensoor.work { signatures = 160, batch = 16 }
            """,
        WorkTime = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30)),
    };

    // When a proposer takes its payload: an eighth of the time until votes are due.
    private static readonly TimeSpan PayloadTaken = TimeSpan.FromMilliseconds(187.5);

    // The latency of a link, and both verifications, each behind one batch that had begun already; with room.
    private static readonly TimeSpan Promptly = PayloadTaken + TimeSpan.FromMilliseconds(220);

    /// <summary>Describes the scenario.</summary>
    public static Scenario<DevnetNode> Describe() => Devnet.Scenario("signature-storm", Shape, epochs: 5)
        .Storm("sync_committee", perSlot: 800, From, To)
        .Expect(
            BlockEverySlot, ImportedWithin(Promptly), OneHead, QueuesAreBounded, ChecksAreAnswered, AllVotesCount, Finalized(2), NoErrors)
        .Expect(Dropped("work/signatures").In(To));
}
