namespace Consensoor.Actors.Tests.Network.Wire;

/// <summary>
/// Judges the heads of two nodes over consecutive slots. Equal heads are the rule. A machine that was held up is forgiven this much: one
/// slot in eight whose heads differ, but not two in a row, so that what differs is a block that came late and not a chain; one sample in
/// four that came too late to say anything; one slot in four without a block.
/// </summary>
internal static class HeadSamples
{
    private const int Forgiven = 8;
    private const int Late = 4;

    /// <summary>What is wrong with samples of so many slots; null where nothing is.</summary>
    public static string? Fault(IReadOnlyList<HeadSample> samples, int slots)
    {
        var told = samples.Where(static sample => !sample.IsLate).ToArray();
        var unequal = told.Where(static sample => !sample.IsEqual).ToArray();
        var blocks = samples.Select(static sample => sample.Ours.Slot).Distinct().Count();
        return told.Length < slots - slots / Late ? $"only {told.Length} of {slots} samples came in time"
            : unequal.Length > slots / Forgiven ? $"{unequal.Length} of {slots} slots ended with two heads"
            : told.Zip(told.Skip(1)).Any(static pair => !pair.First.IsEqual && !pair.Second.IsEqual)
                ? "two slots in a row ended with two heads"
            : blocks < slots - slots / Late ? $"only {blocks} of {slots} slots have a block"
            : null;
    }
}
