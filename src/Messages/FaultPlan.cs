namespace Consensoor.Messages;

/// <summary>
/// The faults that a node is to do on purpose. Whether one is due follows from its seed, its kind and the slot alone, so that a run can be
/// repeated, and asking twice gives the same.
/// </summary>
public sealed record FaultPlan(IReadOnlyList<PlannedFault> Faults)
{
    /// <summary>The plan of an honest node.</summary>
    public static FaultPlan None { get; } = new([]);

    /// <summary>True where nothing is planned.</summary>
    public bool IsEmpty => Faults.Count == 0;

    /// <summary>The first fault of a kind that is due in a slot; null where there is none.</summary>
    public PlannedFault? Decide(Slot now, FaultKind kind) =>
        Faults.FirstOrDefault(fault => fault.Kind == kind && fault.Slots.Contains(now) && Chance(fault, now) < fault.Probability);

    // The mixing of SplitMix64, and of its result the 53 bits that a double holds.
    private static double Chance(PlannedFault fault, Slot slot)
    {
        unchecked
        {
            var mixed = Mix(Mix(fault.Seed + ((ulong)fault.Kind * 0x9E3779B97F4A7C15)) + slot);
            return (mixed >> 11) * (1.0 / (1UL << 53));
        }
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
