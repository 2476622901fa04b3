using System.Globalization;

namespace Consensoor.Actors.Api;

/// <summary>A block_id or state_id as the Beacon API knows them: a name, a slot or a root.</summary>
public abstract record ApiId
{
    private ApiId()
    {
    }

    /// <summary>Reads an id; null where it is none of them.</summary>
    public static ApiId? Parse(string text) => text switch
    {
        "head" => new Head(),
        "genesis" => new Genesis(),
        "finalized" => new Finalized(),
        "justified" => new Justified(),
        _ when text.StartsWith("0x", StringComparison.Ordinal) => Root.TryParse(text, out var root) ? new ByRoot(root) : null,
        _ => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var slot) ? new BySlot(slot) : null,
    };

    /// <summary>Stands for the block or state that the chain began with.</summary>
    public sealed record Genesis : ApiId;

    /// <summary>Stands for the head of the canonical chain.</summary>
    public sealed record Head : ApiId;

    /// <summary>Stands for the last finalized checkpoint.</summary>
    public sealed record Finalized : ApiId;

    /// <summary>Stands for the last justified checkpoint.</summary>
    public sealed record Justified : ApiId;

    /// <summary>Stands for the canonical chain at a slot.</summary>
    public sealed record BySlot(Slot Slot) : ApiId;

    /// <summary>A block root (block_id) or state root (state_id).</summary>
    public sealed record ByRoot(Root Root) : ApiId;
}
