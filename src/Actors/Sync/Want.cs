namespace Consensoor.Actors.Sync;

/// <summary>What may be fetched by the root of a block.</summary>
internal enum WantKind
{
    Block,
    Envelope,
    Columns,
    Blobs,
}

/// <summary>Something wanted: the block of a root, its payload envelope, or some of its columns or blobs.</summary>
internal readonly record struct WantKey(WantKind Kind, Root Root);

/// <summary>Something wanted, since when, and what was tried.</summary>
internal sealed class Want
{
    /// <summary>A want of something, from a time on.</summary>
    public Want(WantKey key, DateTimeOffset since) => (Key, Since, NotBefore) = (key, since, since);

    /// <summary>True where the block's data is wanted, of which a peer that has it not did nothing wrong.</summary>
    public bool IsData => Key.Kind is WantKind.Columns or WantKind.Blobs;

    /// <summary>Names what is wanted: its kind and root.</summary>
    public WantKey Key { get; }

    /// <summary>When it was first wanted.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Lists the indices of the columns or blobs that are wanted, where such are.</summary>
    public IReadOnlyList<ulong> Indices { get; set; } = [];

    /// <summary>
    /// How many blocks are asked for with it, each the parent of the one before, of a peer that speaks that; 1 for the block alone.
    /// </summary>
    public ulong Blocks { get; set; } = 1;

    /// <summary>The peers that sent what names it, the last one last.</summary>
    public List<string> Senders { get; } = [];

    /// <summary>The peers that were asked since the last wait.</summary>
    public HashSet<string> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of the senders that were asked and said that they have it not.</summary>
    public HashSet<string> Inventors { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts the questions that brought nothing so far.</summary>
    public int Tries { get; set; }

    /// <summary>Not to be asked for before; while the chain has it, when that is given up.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>The number of the question under way; null where none is.</summary>
    public ulong? Question { get; set; }

    /// <summary>The peer that the question under way is put to.</summary>
    public string? AskedOf { get; set; }

    /// <summary>Says how far it has come.</summary>
    public string Stage => Question is not null ? "asked"
        : GivenBy is not null ? "given, the chain looks at it"
        : $"waits, after {Tries} tries";

    /// <summary>The peer that gave what the chain has now.</summary>
    public string? GivenBy { get; set; }
}
