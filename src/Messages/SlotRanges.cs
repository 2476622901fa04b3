using System.Globalization;

namespace Consensoor.Messages;

/// <summary>Slots as numbers and ranges: `5,8-12,40-`; the last has no end. At most <see cref="Most"/> of them.</summary>
public sealed record SlotRanges(IReadOnlyList<(Slot First, Slot Last)> Ranges)
{
    /// <summary>The most ranges that are read.</summary>
    public const int Most = 256;

    /// <summary>All slots there are.</summary>
    public static SlotRanges All { get; } = new([(0, Slot.MaxValue)]);

    /// <summary>True for a slot of one of the ranges.</summary>
    public bool Contains(Slot slot) => Ranges.Any(range => slot >= range.First && slot <= range.Last);

    /// <summary>Reads the text; null for what is none.</summary>
    public static SlotRanges? Parse(string text)
    {
        var ranges = new List<(Slot, Slot)>();
        var parts = text.Split(',');
        if (parts.Length > Most)
        {
            return null;
        }

        foreach (var part in parts)
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var (from, to) = dash < 0 ? (part, part) : (part[..dash], part[(dash + 1)..]);
            var last = Slot.MaxValue;
            if (!Slot.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || (to.Length > 0 && !Slot.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out last))
                || last < first)
            {
                return null;
            }

            ranges.Add((first, last));
        }

        return new SlotRanges(ranges);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Ranges.Select(static range =>
        range.First == range.Last ? $"{range.First}" : range.Last == Slot.MaxValue ? $"{range.First}-" : $"{range.First}-{range.Last}"));
}
