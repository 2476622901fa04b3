using System.Globalization;
using Akka.Actor;
using Consensoor.Actors.Chain;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.Genesis;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;

namespace Consensoor.Bench.States;

/// <summary>
/// The chain core through many epochs without finality, a block a slot and a short branch every few epochs: what is in memory after each
/// part, of which states, and what it costs to build on a block from the middle of it.
/// </summary>
internal static class NonFinalityProgram
{
    private const int BranchEpochs = 7;

    public static void Run(int validators, int epochs, int budgetMebibytes)
    {
        var chain = new NonFinalityChain(validators);
        var genesis = chain.Genesis;
        using var ports = new StandingPorts(genesis.Spec) { Now = chain.TimeOf(0) };
        var core = Start(ports, genesis, budgetMebibytes);
        var perEpoch = genesis.Preset.SlotsPerEpoch;
        var (part, middle, last) = (Math.Max(1, epochs / 20), (ulong)epochs * perEpoch / 2, (ulong)epochs * perEpoch);
        SignedBeaconBlock? old = null;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{validators:N0} validators, mainnet preset, fulu, 60 % vote; {epochs} epochs"));
        Console.WriteLine("| epoch | managed MiB | of it states MiB | may be | states kept | of blocks | thread's ms a slot | replayed "
            + "| ms of a head | of scores | of a slot's block |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        var clock = ThreadClock.Now();
        for (Slot slot = 1; slot <= last; slot++)
        {
            ports.Now = chain.TimeOf(slot);
            core.OnSlot(slot);
            ports.Run(core);
            var parent = ports.View!.Head.State;
            Import(core, ports, chain.Build(parent, slot));
            if (slot % (BranchEpochs * perEpoch) == 0)
            {
                Import(core, ports, chain.Build(parent, slot));
            }

            // A block that comes when the chain is twice as long.
            old = slot == middle ? chain.Build(parent, slot) : old;
            if (slot % ((ulong)part * perEpoch) == 0)
            {
                Print(slot / perEpoch, core, ports, (ThreadClock.Now() - clock).TotalMilliseconds / (part * (double)perEpoch));
                clock = ThreadClock.Now();
            }
        }

        var replayed = ports.Replayed;
        clock = ThreadClock.Now();
        Import(core, ports, old!);
        for (var slot = last + 1; ports.Verdict != ImportVerdict.Imported; slot++)
        {
            ports.Now = chain.TimeOf(slot);
            core.OnSlot(slot);
            ports.Run(core);
            if (ports.Verdict == ImportVerdict.Dropped)
            {
                Import(core, ports, old!);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\na block on that of slot {middle - 1}: {ports.Replayed - replayed} blocks replayed, "
            + $"{(ThreadClock.Now() - clock).TotalMilliseconds:F0} ms of the thread"));
    }

    private static void Print(Epoch epoch, ChainCore core, StandingPorts ports, double milliseconds)
    {
        var managed = GC.GetTotalMemory(forceFullCollection: true) >> 20;
        var kept = core.Store.Blocks.Values.Count(static block => block.KeptState is not null);
        var states = ports.States!;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {epoch} | {managed} | {states.Count} | {states.Bound} | {kept} | {core.Store.Blocks.Count} | {milliseconds:F1} "
            + $"| {ports.Replayed} {Sweeps(core.Store, ports.View!)} |"));
    }

    // What looks at all blocks: a head after a change, the scores of fast confirmation, and finding the block of a slot for a payload vote.
    private static string Sweeps(Store store, ChainView view)
    {
        const int Runs = 9;
        var source = new BalanceSource(store, store.JustifiedCheckpoint);
        var head = ThreadClock.Measure(Runs, store.Changed, () => HeadSelection.GetHead(store)).Median;
        var scores = ThreadClock.Measure(Runs, static () => { }, () => source.AttestationScores()).Median;
        var block = ThreadClock.Measure(Runs, static () => { }, () => view.PayloadTimelinessOf(view.CurrentSlot, default)).Median;
        return string.Create(CultureInfo.InvariantCulture, $"| {head:F2} | {scores:F2} | {block:F2}");
    }

    internal static void Import(ChainCore core, StandingPorts ports, SignedBeaconBlock block)
    {
        var fork = core.Store.Spec.ForkAtSlot(block.Message.Slot);
        ports.Store(block.Message.HashTreeRoot(core.Store.Spec.Ssz(fork)), fork, block);
        ports.Verdict = null;
        core.Import(new ImportBlock(block, fork, Source.Replay.Instance), ActorRefs.Nobody);
        ports.Run(core);
    }

    internal static ChainCore Start(StandingPorts ports, BeaconState genesis, int budgetMebibytes)
    {
        var node = new NodeSettings
        {
            Name = "bench",
            Spec = genesis.Spec,
            Genesis = NodeStore.GenesisOf(genesis),
            Store = null!,
            Execution = null!,
            Gossip = null!,
            Bls = ManagedBls.Shared,
            Kzg = null!,
            Seed = new byte[32],
            Protection = null!,
        };
        var settings = ChainSettings.From(node, NodeConfig.Reference.GetConfig("consensoor")) with
        {
            StateBudgetMebibytes = budgetMebibytes,
        };
        var checkpoint = new Checkpoint { Root = Anchors.LatestBlockRoot(genesis) };
        var core = new ChainCore(settings, ports, new AnchorLoaded(checkpoint, null, genesis, null), new RequestIds());
        core.EndReplay();
        return core;
    }
}
