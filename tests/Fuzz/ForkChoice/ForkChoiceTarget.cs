using Consensoor.Fuzz.Gossip;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.ForkChoice;

/// <summary>
/// A handler of the fork choice, given typed messages with extreme values on a store around a fork. A finding is an exception, a store that
/// a refused message changed, one whose head cannot be found any more, and more time, memory or signatures than a message may cost.
/// </summary>
internal sealed class ForkChoiceTarget(ForkChoiceHandler handler) : IFuzzTarget
{
    private const int Messages = 4;

    // A block may advance over some epochs and has a signature for each operation.
    private const int MostSignatures = 700;

    private const long MostBytes = 400L * 1024 * 1024;

    public string Name => "fork choice " + handler.Name;

    public int Share => 1;

    /// <summary>Every handler.</summary>
    internal static IEnumerable<IFuzzTarget> All() => ForkChoiceMessages.Handlers.Select(static handler => new ForkChoiceTarget(handler));

    public string Run(FuzzRandom random)
    {
        var fork = (ForkName)random.Next((int)ForkName.Heze + 1);
        if (fork + 1 < handler.Since && !random.OneIn(8))
        {
            fork = handler.Since - 1 + random.Next(ForkName.Heze - handler.Since + 2);
        }

        var world = ForkChoiceWorld.Of(fork);
        var anchor = world.Anchor(random.Next(5));
        var store = world.NewStore(anchor, random.Next(6));
        var first = anchor.Slot;
        if (handler.Since == ForkName.Heze || random.OneIn(2))
        {
            // The block that an inclusion list depends on is an epoch back and more.
            var slots = handler.Since == ForkName.Heze ? 8 + random.Next(12) : random.Next(random.OneIn(3) ? 20 : 4);
            var slot = StoreTime.GetCurrentSlot(store) + (ulong)slots;
            Handlers.OnTick(store, store.Times.StartMs(slot) + (ulong)random.Next(6_000));
        }

        var services = new ForkChoiceServices(!random.OneIn(6), !random.OneIn(6), random.OneIn(2), null);
        var outcome = "";
        for (var i = 0; i < Messages; i++)
        {
            var blocks = store.Blocks.Count;
            var before = StoreDigest.Of(store, first);
            var verifier = new CountingVerifier();
            var given = new StoreServices(verifier, services)
            {
                DataAvailability = services, InclusionListEngine = services, PowChain = services,
            };
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var refusal = handler.Give(new ForkChoiceDraw(random, world, anchor, store), store, given);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            Require(bytes < MostBytes, $"{bytes} bytes allocated");
            Require(verifier.Count <= MostSignatures, $"{verifier.Count} signatures to verify");
            Require(refusal is null || refusal.Reason.Length > 0, "a refusal without a reason");
            Require(refusal is null || StoreDigest.Of(store, first) == before, $"refused, and the store is another: {refusal}");
            Require(store.Blocks.Count <= blocks + 1 && store.CheckpointStates.Count <= 20, "the store grew");
            Require(store.LatestMessages.Count <= 2 * GossipWorld.Validators, "votes of validators there are not");
            Require(store.Blocks.ContainsKey(HeadSelection.GetHead(store).Root), "no head");
            outcome = refusal is null ? "accepted" : "refused";
            if (StoreTime.GetCurrentSlot(store) > anchor.Slot + 64)
            {
                // Whoever sets the clock there waits for the states there; no stranger does.
                break;
            }
        }

        return outcome;
    }
}
