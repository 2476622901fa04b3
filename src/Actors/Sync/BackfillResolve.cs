namespace Consensoor.Actors.Sync;

/// <summary>A search for the next block of history by its root, since it is not among what peers gave for its slots.</summary>
internal sealed class BackfillResolve
{
    /// <summary>The number of the question under way; null where none is.</summary>
    public ulong? Question { get; set; }

    /// <summary>When the question is given up, or the next one may be asked.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>The peers that were asked in this round.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>The peers that said they have it not.</summary>
    public HashSet<string> HaveNot { get; } = new(StringComparer.Ordinal);

    /// <summary>Rounds of all peers in which nobody had it.</summary>
    public int Rounds { get; set; }

    /// <summary>True where all slots down to the floor were called empty.</summary>
    public required bool IsAtFloor { get; init; }
}
