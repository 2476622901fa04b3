using System.Globalization;
using Consensoor.Bench.Native;
using Consensoor.Bench.Nodes;
using Consensoor.Bench.Spec;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Bench.Lodestar;

/// <summary>
/// `lodestar`: states of ours, taken through the same steps by us and by Lodestar, by turns, from the same SSZ; roots and encodings are
/// compared. A table on standard output, one of how costs grow, and a plot in a file.
/// </summary>
internal static class LodestarProgram
{
    // Enough validators for both compilers to know the loops; what is compiled again later is in the spread.
    private const int WarmUp = 400_000;

    /// <summary>Measures registries of some sizes; the plot is a file of SVG.</summary>
    public static void Run(string driver, int rounds, IReadOnlyList<int> sizes, string plot)
    {
        var (load, all) = (Machine.Load, new List<StepTimes>());
        Console.WriteLine(StepTimes.Header);
        foreach (var validators in sizes)
        {
            foreach (var fork in (ForkName[])[ForkName.Fulu, ForkName.Gloas])
            {
                try
                {
                    var measured = Measure(driver, fork, validators, rounds);
                    all.AddRange(measured);
                    measured.ForEach(static times => Console.WriteLine(times.ToMarkdown()));
                }
                catch (InvalidOperationException failure)
                {
                    var size = validators.ToString("N0", CultureInfo.InvariantCulture);
                    Console.WriteLine($"| {size} | {fork.ToString().ToLowerInvariant()} | {failure.Message} | | | | | |");
                }

                GC.Collect();
            }
        }

        Console.WriteLine($"\n{Machine.Line}; load {load} before, {Machine.Load} after; medians of {rounds} rounds by turns.\n");
        Growth.Print(all, sizes);
        GrowthPlot.Save(all, plot);
    }

    private static List<StepTimes> Measure(string driver, ForkName fork, int validators, int rounds)
    {
        using var folder = new InputFolder();
        var ours = Write(folder, fork, validators);
        using var theirs = new NativeProcess(driver, folder.Path);
        Console.Error.WriteLine($"{validators} {fork}, {theirs.Versions}");
        for (var i = 0; i < Math.Max(1, WarmUp / validators); i++)
        {
            foreach (var step in StateStep.Round)
            {
                theirs.Run(step.Name);
                ours.Run(step.Name);
                if (ours.Check != theirs.Check(step.Name))
                {
                    throw new InvalidOperationException($"{step.Name} gives {ours.Check} here and {theirs.Check(step.Name)} there");
                }
            }
        }

        var times = StateStep.Round.ToDictionary(static step => step, _ => (Ours: new Elapsed[rounds], Theirs: new Elapsed[rounds]));
        for (var i = 0; i < rounds; i++)
        {
            foreach (var step in StateStep.Round)
            {
                times[step].Theirs[i] = theirs.Run(step.Name);
                times[step].Ours[i] = ours.Run(step.Name);
            }
        }

        return
        [
            .. StateStep.Round.Where(static step => step.Title is not null)
                .Select(step => new StepTimes(validators, fork, step, times[step].Ours, times[step].Theirs)),
        ];
    }

    private static OurTransition Write(InputFolder folder, ForkName fork, int validators)
    {
        var state = LivedState.Create(fork, validators);
        // As many attestations as a block may have, each of a slot of the epoch that begins, of which nobody has voted yet.
        var most = state.Preset.MaxAttestationsElectra;
        var (advanced, refusal) = StateTransition.AdvanceTo(state, state.Slot + 1 + most, AcceptAllVerifier.Instance);
        var block = FullBlock.Create(
            advanced ?? throw new InvalidOperationException(refusal!.ToString()), (int)most, static member => member % 100 != 0);
        var ssz = state.ToSsz(state.Ssz);
        folder.Write("fork", System.Text.Encoding.ASCII.GetBytes(fork.ToString().ToLowerInvariant()));
        folder.Write("state", ssz);
        folder.Write("block", block.ToSsz(state.Ssz));
        return new OurTransition(state.Ssz, ssz, block);
    }
}
