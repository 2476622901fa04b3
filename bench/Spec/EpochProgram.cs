using System.Globalization;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Epochs;
using Consensoor.Spec.Transition.Helpers;
using Consensoor.Spec.Transition.Signatures;
using Consensoor.Spec.Transition.Slots;

namespace Consensoor.Bench.Spec;

/// <summary>
/// The end of an epoch of a large registry, whole and by its steps: processor time of one thread, the least of many rounds, and bytes
/// allocated. The mainnet preset, fulu and gloas.
/// </summary>
internal static class EpochProgram
{
    private const int Rounds = 15;

    /// <summary>Measures registries of so many validators and prints a table for each fork.</summary>
    public static void Run(int validators)
    {
        Console.WriteLine(
            $"{validators:N0} validators, vectors of {(int)CryptoLanes.Width} bits, best of {Rounds}, one thread's processor time");
        foreach (var fork in (ForkName[])[ForkName.Fulu, ForkName.Gloas])
        {
            Measure(fork, SyntheticState.Mixed(fork, validators));
        }
    }

    private static void Measure(ForkName fork, BeaconState state)
    {
        Console.WriteLine();
        Console.WriteLine($"| {fork} | time | allocated |");
        Console.WriteLine("| --- | --- | --- |");
        var preset = state.Preset;
        var validators = state.Validators.ToArray();
        var draft = state;
        void Copy() => draft = state.Copy();
        void Print(string name, Action call, Action? prepare = null)
        {
            var (time, bytes) = ThreadClock.Best(Rounds, prepare ?? Copy, call);
            var row = $"| {name} | {time.TotalMilliseconds:F1} ms | {bytes / 1048576.0:F1} MiB |";
            Console.WriteLine(row.ToString(CultureInfo.InvariantCulture));
        }

        Print("process_slots into the next epoch, and root", () =>
        {
            var (post, refusal) = SlotProcessing.ProcessSlots(draft, draft.Slot + 1, AcceptAllVerifier.Instance);
            (post ?? throw new InvalidOperationException(refusal!.ToString())).HashTreeRoot();
        });
        Print("process_epoch", () => EpochProcessing.ProcessEpoch(draft, AcceptAllVerifier.Instance));
        Print("root after it", () => draft.HashTreeRoot(), () =>
        {
            Copy();
            EpochProcessing.ProcessEpoch(draft, AcceptAllVerifier.Instance);
        });
        Print("process_justification_and_finalization", () => EpochProcessing.ProcessJustificationAndFinalization(draft));
        Print("process_inactivity_updates", () => EpochProcessing.ProcessInactivityUpdates(draft));
        Print("process_rewards_and_penalties", () => EpochProcessing.ProcessRewardsAndPenalties(draft));
        Print("process_registry_updates", () => EpochProcessing.ProcessRegistryUpdates(draft));
        Print("process_slashings", () => EpochProcessing.ProcessSlashings(draft));
        Print("process_effective_balance_updates", () => EpochProcessing.ProcessEffectiveBalanceUpdates(draft));
        Print("process_participation_flag_updates", () => EpochProcessing.ProcessParticipationFlagUpdates(draft));
        Print("process_proposer_lookahead", () => EpochProcessing.ProcessProposerLookahead(draft));
        var next = Accessors.GetCurrentEpoch(state) + 1;
        if (fork >= ForkName.Gloas)
        {
            Print("process_ptc_window", () => EpochProcessing.ProcessPtcWindow(draft));
            Print("process_ptc_window, its epoch shuffled before", () => EpochProcessing.ProcessPtcWindow(draft), () =>
            {
                Copy();
                draft.Caches.Shuffling(draft, next + 1);
            });
        }

        Print("the columns of a registry that has none", () => CountColumns(draft), () =>
        {
            Copy();
            draft.Validators = PersistentList<Validator>.Create(validators, draft.Validators.IsProgressive);
        });
        Print("active validators of an epoch", () => Accessors.GetActiveValidatorIndices(draft, next));
        Print("get_total_active_balance", () => Accessors.GetTotalActiveBalance(draft), () =>
        {
            Copy();
            draft.Caches.Clear();
        });
        var indices = Accessors.GetActiveValidatorIndices(state, next).ToArray();
        Print($"one shuffle of {indices.Length:N0}", () => Shuffling.ShuffleList(preset, indices, Bytes32.Zero));
    }

    private static int CountColumns(BeaconState state)
    {
        var count = 0;
        for (var block = 0; block < state.Validators.BlockCount; block++)
        {
            count += RegistryColumns.Of(state, block).Slashed.Length;
        }

        return count;
    }
}
