using Consensoor.Fuzz.Gossip;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.LightClient;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Transition;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.LightClient;

/// <summary>
/// A light client that starts from a trusted block and is given objects with extreme values, of any fork's form, at any slot. A finding is
/// an exception, a store that a refused object changed, one that went back or holds what has not its form, and more than one signature to
/// verify.
/// </summary>
internal sealed class LightClientTarget(LightClientMessage kind) : IFuzzTarget
{
    private const int Messages = 4;

    public string Name => "light client " + kind;

    public int Share => 1;

    /// <summary>Every kind of object.</summary>
    internal static IEnumerable<IFuzzTarget> All() =>
        Enum.GetValues<LightClientMessage>().Select(static kind => new LightClientTarget(kind));

    public string Run(FuzzRandom random)
    {
        var world = LightClientWorld.Of((ForkName)random.Next((int)ForkName.Heze + 1));
        var spec = world.Gossip.Spec;
        var (block, honest) = world.Bootstraps[random.Next(world.Bootstraps.Count)];
        var slot = block.Slot + (ulong)random.Next(70);
        var draw = new LightClientDraw(random, world, slot);
        var fork = block.State!.ForkName;
        var form = random.OneIn(6) ? (ForkName)(1 + random.Next((int)ForkName.Heze)) : fork;
        var bootstrap = honest;
        if (kind == LightClientMessage.Bootstrap)
        {
            bootstrap = draw.Edit(bootstrap);
            if (draw.Receive(bootstrap, random.OneIn(4) ? form : fork) is not { } received)
            {
                return "undecodable";
            }

            bootstrap = received;
        }

        var root = random.OneIn(12) ? default : bootstrap.Header.Beacon.HashTreeRoot(spec.Ssz(fork));
        var (store, refusal) = LightClientSync.InitializeLightClientStore(root, bootstrap, spec.Ssz(form));
        Require((store is null) == (refusal is not null), "a store and a refusal, or neither");
        if (store is null)
        {
            return "refused";
        }

        var outcome = "accepted";
        for (var i = 0; i < Messages; i++)
        {
            if (form < ForkName.Heze && random.OneIn(8))
            {
                form++;
                store = LightClientUpgrades.Upgrade(store, form);
            }

            var given = Give(random, world, draw, ref store, draw.Number(slot + (ulong)random.Next(40)));
            outcome = kind == LightClientMessage.Bootstrap ? outcome : given;
        }

        return outcome;
    }

    private string Give(FuzzRandom random, LightClientWorld world, LightClientDraw draw, ref LightClientStore store, ulong currentSlot)
    {
        var number = random.Next(world.Updates.Count);
        var fork = world.Bootstraps[number].Block.State!.ForkName;
        var update = draw.Edit(world.Updates[number]);
        var context = store.Context;
        if (fork < context.Fork && !random.OneIn(8))
        {
            update = LightClientUpgrades.Upgrade(update, fork, context);
            fork = context.Fork;
        }

        var verifier = new CountingVerifier();
        var after = store;
        Refusal? refusal;
        if (random.OneIn(6))
        {
            refusal = LightClientSync.ProcessLightClientStoreForceUpdate(store, currentSlot, out after);
        }
        else if (Hand(draw, store, update, fork, currentSlot, verifier, out after) is var (given, isDecoded) && isDecoded)
        {
            refusal = given;
        }
        else
        {
            return "undecodable";
        }

        Require(refusal is null || ReferenceEquals(after, store), $"refused, and the store is another: {refusal}");
        Require(verifier.Count <= 1, $"{verifier.Count} signatures to verify");
        Require(after.FinalizedHeader.Beacon.Slot >= store.FinalizedHeader.Beacon.Slot, "finality went back");
        Require(after.OptimisticHeader.Beacon.Slot >= store.OptimisticHeader.Beacon.Slot, "the optimistic header went back");
        Require(LightClientForms.IsOfForm(after.FinalizedHeader, context), "a finalized header of another form");
        Require(LightClientForms.IsOfForm(after.OptimisticHeader, context), "an optimistic header of another form");
        Require(after.NextSyncCommittee.Pubkeys.Count == (int)context.Preset.SyncCommitteeSize, "a committee of another size");
        store = after;
        return refusal is null ? "accepted" : "refused";
    }

    private (Refusal? Refusal, bool IsDecoded) Hand(
        LightClientDraw draw,
        LightClientStore store,
        LightClientUpdate update,
        ForkName form,
        ulong currentSlot,
        CountingVerifier verifier,
        out LightClientStore after)
    {
        after = store;
        var root = Root.Zero;
        return kind switch
        {
            LightClientMessage.FinalityUpdate =>
                draw.Receive(FullNode.CreateLightClientFinalityUpdate(update), form) is { } received
                    ? (LightClientSync.ProcessLightClientFinalityUpdate(store, received, currentSlot, root, verifier, out after), true)
                    : (null, false),
            LightClientMessage.OptimisticUpdate =>
                draw.Receive(FullNode.CreateLightClientOptimisticUpdate(update), form) is { } received
                    ? (LightClientSync.ProcessLightClientOptimisticUpdate(store, received, currentSlot, root, verifier, out after), true)
                    : (null, false),
            _ => draw.Receive(update, form) is { } received
                ? (LightClientSync.ProcessLightClientUpdate(store, received, currentSlot, root, verifier, out after), true)
                : (null, false),
        };
    }
}
