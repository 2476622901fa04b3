using Consensoor.Spec.Config;

namespace Consensoor.Actors.Network.Requests;

/// <summary>What rows share: lists of roots, ranges of slots.</summary>
internal static class RequestForms
{
    /// <summary>Encodes a list of roots by SSZ.</summary>
    public static byte[] WriteRoots(IReadOnlyList<Root> roots)
    {
        var ssz = new byte[roots.Count * Root.Length];
        for (var i = 0; i < roots.Count; i++)
        {
            roots[i].AsSpan().CopyTo(ssz.AsSpan(i * Root.Length));
        }

        return ssz;
    }

    /// <summary>A list of roots from SSZ; null where the length fits none.</summary>
    public static Root[]? ReadRoots(ReadOnlySpan<byte> ssz)
    {
        if (ssz.Length % Root.Length != 0)
        {
            return null;
        }

        var roots = new Root[ssz.Length / Root.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            roots[i] = new Root(ssz.Slice(i * Root.Length, Root.Length));
        }

        return roots;
    }

    /// <summary>MAX_REQUEST_BLOCKS, MAX_REQUEST_BLOCKS_DENEB from deneb on.</summary>
    public static ulong MaxBlocks(ChainSpec spec, ForkName fork) =>
        fork >= ForkName.Deneb ? spec.Config.MaxRequestBlocksDeneb : spec.Config.MaxRequestBlocks;

    /// <summary>Why a number of things asked for is none that may be asked for; null where it may.</summary>
    public static string? Between(ulong count, ulong most, string what) =>
        count == 0 ? $"no {what} are asked for" : count > most ? $"{count} {what} are asked for, at most {most} may be" : null;

    /// <summary>A check that slots stand in a range and go up.</summary>
    public static Func<Slot, string?> Ascending(Slot start, ulong count)
    {
        Slot? last = null;
        return slot =>
        {
            var why = slot < start || slot - start >= count ? $"slot {slot} was not asked for"
                : slot <= last ? $"slot {slot} after slot {last}"
                : null;
            last = slot;
            return why;
        };
    }
}
