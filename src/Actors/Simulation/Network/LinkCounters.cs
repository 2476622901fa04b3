using System.Globalization;

namespace Consensoor.Actors.Simulation.Network;

/// <summary>What became of the messages of a link, or of all links together.</summary>
public readonly record struct LinkCounters
{
    /// <summary>Handed to the network.</summary>
    public long Sent { get; init; }

    /// <summary>Given to their receivers, duplicates among them.</summary>
    public long Delivered { get; init; }

    /// <summary>Lost by chance.</summary>
    public long Lost { get; init; }

    /// <summary>Lost to a partition or a cut link, or because the receiver was not there.</summary>
    public long Cut { get; init; }

    /// <summary>Dropped because too much was waiting for the bandwidth.</summary>
    public long Overflowed { get; init; }

    /// <summary>Delivered a second time.</summary>
    public long Duplicated { get; init; }

    /// <summary>The bytes of what was sent.</summary>
    public long Bytes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Sent} sent, {Delivered} delivered, {Lost} lost, {Cut} cut off, {Overflowed} dropped for bandwidth, {Duplicated} sent twice");

    /// <summary>The counters of two links together.</summary>
    public static LinkCounters operator +(LinkCounters a, LinkCounters b) => new()
    {
        Sent = a.Sent + b.Sent,
        Delivered = a.Delivered + b.Delivered,
        Lost = a.Lost + b.Lost,
        Cut = a.Cut + b.Cut,
        Overflowed = a.Overflowed + b.Overflowed,
        Duplicated = a.Duplicated + b.Duplicated,
        Bytes = a.Bytes + b.Bytes,
    };
}
