using System.Globalization;
using System.Runtime.CompilerServices;
using Consensoor.Spec.Config;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Bench.Spec;

/// <summary>
/// What fork choice costs by the number of blocks without finality, and the pulled-up tip of a block; processor time of one thread, the
/// best of some runs and their median.
/// </summary>
internal static class ForkChoiceProgram
{
    private const int Runs = 15;
    private const int ChangedVotes = 10_000;

    private static readonly int[] Blocks = [64, 2048, 8192];

    public static void Run(int validators)
    {
        var state = SyntheticState.Create(ForkName.Gloas, validators);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{validators:N0} validators, gloas; ms of a thread, best (median) of {Runs}"));
        Console.WriteLine(
            "| blocks | head after a tick | 10,000 votes taken | head after them | a block taken, its head | another justified |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var blocks in Blocks)
        {
            Console.WriteLine(Row(state, blocks));
        }

        Tip(state);
        Confirmation(state);
    }

    private static string Row(BeaconState state, int blocks)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var chain = new ForkChoiceChain(state, blocks);
        VoteByAll(chain);
        if (blocks == Blocks[0])
        {
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{(double)bytes / state.Validators.Count:F1} bytes a validator for votes and balances, {blocks} blocks with them"));
        }

        var ticked = ThreadClock.Measure(Runs, chain.Tick, () => Head(chain));
        var votes = Array.Empty<Consensoor.Spec.Containers.IndexedAttestation>();
        var taken = ThreadClock.Measure(
            Runs,
            () =>
            {
                chain.Tick();
                votes = chain.NewVotes(ChangedVotes);
                Head(chain);
            },
            () => chain.Take(votes));
        var headAfter = ThreadClock.Measure(
            Runs,
            () =>
            {
                chain.Tick();
                chain.Take(chain.NewVotes(ChangedVotes));
            },
            () => Head(chain));
        var block = ThreadClock.Measure(Runs, chain.Tick, () =>
        {
            chain.AddBlock();
            Head(chain);
        });
        var justified = ThreadClock.Measure(Runs / 2, chain.Justify, () => Head(chain));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {blocks:N0} | {Text(ticked)} | {Text(taken)} | {Text(headAfter)} | {Text(block)} | {Text(justified)} |");
    }

    // Apart, so that nothing but the store holds what came of the votes.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void VoteByAll(ForkChoiceChain chain)
    {
        chain.Tick();
        chain.Tick();
        chain.Take(chain.AllVotes());
        Head(chain);
    }

    /// <summary>Of the blocks of an epoch, in each of which a 32nd part of the validators votes for the target.</summary>
    private static void Tip(BeaconState full)
    {
        var state = full.Copy();
        state.CurrentEpochParticipation =
            PersistentList<byte>.Repeat(0, full.Validators.Count, full.CurrentEpochParticipation.IsProgressive);
        state.Freeze();
        var voters = Enumerable.Range(0, full.Validators.Count).ToArray();
        new Random(2).Shuffle(voters);
        var first = state;
        var ofFirst = ThreadClock.Measure(Runs, () => (first = state.Copy()).Freeze(), () => Handlers.ComputePulledUpTip(first));
        var (next, slot) = (first, 0);
        var ofNext = ThreadClock.Measure(
            Runs,
            () =>
            {
                next = next.Copy();
                foreach (var voter in voters.AsSpan(slot++ * (voters.Length / 32), voters.Length / 32))
                {
                    next.CurrentEpochParticipation[voter] |= 0b111;
                }

                next.Freeze();
            },
            () => Handlers.ComputePulledUpTip(next));
        Console.WriteLine();
        Console.WriteLine("| pulled-up tip of | ms |");
        Console.WriteLine("| --- | --- |");
        Console.WriteLine($"| an epoch's first block | {Text(ofFirst)} |");
        Console.WriteLine($"| a block with a slot's votes | {Text(ofNext)} |");
    }

    /// <summary>
    /// Fast confirmation of a slot in the epoch behind the anchor's, where it asks whether the target will be justified: with the balances
    /// of its checkpoint read first, with those here, and after somebody equivocated. Each slot has a block, and a 32nd of the votes.
    /// </summary>
    private static void Confirmation(BeaconState state)
    {
        var anchor = state.Copy();
        anchor.LatestBlockHeader = anchor.LatestBlockHeader with { Slot = anchor.Slot - (anchor.Slot % anchor.Preset.SlotsPerEpoch) };
        anchor.Freeze();

        // As blocks of both epochs have left them in a node.
        Accessors.GetBeaconCommittees(anchor, anchor.Slot);
        Accessors.GetBeaconCommittees(anchor, anchor.Slot + 1);
        Console.WriteLine();
        Console.WriteLine("| fast confirmation of a slot | ms |");
        Console.WriteLine("| --- | --- |");
        Measure("balances read, and 31 empty slots looked at", isRead: true, isSlashed: false);
        Measure("balances here", isRead: false, isSlashed: false);
        Measure("and somebody equivocated", isRead: false, isSlashed: true);

        void Measure(string what, bool isRead, bool isSlashed)
        {
            var chain = new ForkChoiceChain(anchor, 8);
            VoteByAll(chain);
            var confirmation = FastConfirmation.GetFastConfirmationStore(chain.Store);
            if (isSlashed)
            {
                chain.Store.AddEquivocation(1);
            }

            var time = ThreadClock.Measure(
                Runs,
                () =>
                {
                    chain.AddBlock();
                    chain.Tick();
                    chain.Take(chain.NewVotes(anchor.Validators.Count / 32));
                    confirmation = isRead ? FastConfirmation.GetFastConfirmationStore(chain.Store) : confirmation;
                },
                () => FastConfirmation.OnFastConfirmation(confirmation));
            Console.WriteLine($"| {what} | {Text(time)} |");
        }
    }

    private static void Head(ForkChoiceChain chain) => HeadSelection.GetHead(chain.Store);

    private static string Text((double Best, double Median) time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.Best:F2} ({time.Median:F2})");
}
