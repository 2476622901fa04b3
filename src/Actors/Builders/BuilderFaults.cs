namespace Consensoor.Actors.Builders;

/// <summary>What a builder does wrong on purpose, by slot; nothing unless a scenario or the operator of a test network says so.</summary>
public sealed record BuilderFaults
{
    /// <summary>Does nothing wrong.</summary>
    public static BuilderFaults None { get; } = new();

    /// <summary>True for slots whose payload it keeps to itself.</summary>
    public Func<Slot, bool> Withholds { get; init; } = static _ => false;

    /// <summary>True for slots for which it bids what it cannot pay.</summary>
    public Func<Slot, bool> Overbids { get; init; } = static _ => false;
}
