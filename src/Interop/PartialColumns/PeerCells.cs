using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <summary>What one peer has, wants and was told in a group.</summary>
internal sealed class PeerCells
{
    /// <summary>Cells it has, by its own word or because it sent them.</summary>
    public CellBits? Available { get; set; }

    /// <summary>Cells it asks for.</summary>
    public CellBits? Requests { get; set; }

    /// <summary>Cells it was sent and did not yet say that it has.</summary>
    public CellBits? Sent { get; set; }

    /// <summary>Cells it knows this node has.</summary>
    public CellBits? Told { get; set; }

    /// <summary>Cells it is asked for.</summary>
    public CellBits? Asked { get; set; }

    /// <summary>When it was last asked for more.</summary>
    public TimeSpan AskedAt { get; set; }

    /// <summary>When it was last sent cells.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>How often it sent nothing but cells that it was told are here.</summary>
    public int Useless { get; set; }

    /// <summary>How often cells were sent again.</summary>
    public int Resends { get; set; }

    /// <summary>True where it was told of the group by metadata.</summary>
    public bool IsTold { get; set; }

    /// <summary>True where it is to be told: what it is asked for has changed, or it seems not to know.</summary>
    public bool HasNewAsk { get; set; }

    /// <summary>True once it sent anything of the group: it has the header.</summary>
    public bool HasSpoken { get; set; }

    /// <summary>True once it brought a cell that was new: it is rewarded once a group.</summary>
    public bool IsRewarded { get; set; }

    /// <summary>How often it did not send what it has, or sent what does not hold; who failed least is asked first.</summary>
    public int Failures { get; set; }

    /// <summary>Its last metadata while the number of cells is not known.</summary>
    public PartialDataColumnPartsMetadata? EarlyMetadata { get; set; }

    /// <summary>Its last parts while the group is not known.</summary>
    public PartialDataColumnSidecar? EarlyParts { get; set; }

    /// <summary>The bytes of those.</summary>
    public long EarlyBytes { get; set; }

    /// <summary>The group's cells are known to be so many.</summary>
    public void Size(int parts)
    {
        Available ??= new CellBits(parts);
        Requests ??= new CellBits(parts);
        Sent ??= new CellBits(parts);
        Told ??= new CellBits(parts);
        Asked ??= new CellBits(parts);
    }
}
