using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.PartialColumns;

/// <summary>A column of a block: the cells that are here, and what each peer has and wants of it.</summary>
internal sealed class CellGroup(string topic, PartialDataColumnGroupID id, byte[] wire, SszContext context, string? namedBy)
{
    private readonly Dictionary<ulong, CellBits> _checks = [];

    /// <summary>The topic, which says the column.</summary>
    public string Topic => topic;

    /// <summary>The block.</summary>
    public PartialDataColumnGroupID Id => id;

    /// <summary>The group id as it is on the wire.</summary>
    public byte[] Wire => wire;

    /// <summary>The forms of the topic's fork.</summary>
    public SszContext Context => context;

    /// <summary>The peer that named it first; null once this node has begun it.</summary>
    public string? NamedBy { get; private set; } = namedBy;

    /// <summary>The cells that are here and verified; null where this node does not know how many there are.</summary>
    public CellBits? Have { get; private set; }

    /// <summary>Cells of peers that are being verified.</summary>
    public CellBits? Checking { get; private set; }

    /// <summary>The numbers of the headers of peers that are being looked at.</summary>
    public List<ulong> Headers { get; } = [];

    /// <summary>The cells, null where they are not here.</summary>
    public ProvenCell?[] Cells { get; private set; } = [];

    /// <summary>The header that goes ahead of cells in fulu; null where there is none.</summary>
    public PartialDataColumnHeader? Header { get; private set; }

    /// <summary>Heartbeats left.</summary>
    public int Life { get; set; }

    /// <summary>True once all cells are here.</summary>
    public bool IsComplete => Have is { } have && have.Count == have.Length;

    /// <summary>Peers that said something or were told something, in their order.</summary>
    public SortedDictionary<string, PeerCells> Peers { get; } = new(StringComparer.Ordinal);

    /// <summary>This node knows the block: so many cells, and in fulu the header.</summary>
    public void Begin(int parts, PartialDataColumnHeader? header)
    {
        (NamedBy, Header) = (null, header);
        (Have, Checking, Cells) = (new CellBits(parts), new CellBits(parts), new ProvenCell?[parts]);
        foreach (var peer in Peers.Values)
        {
            peer.Size(parts);
        }
    }

    /// <summary>Cells are being verified, under a number.</summary>
    public void Check(ulong number, CellBits cells)
    {
        _checks.Add(number, cells);
        Checking!.Add(cells);
    }

    /// <summary>What was verified under a number is no more; gives its cells, null where none are known.</summary>
    public CellBits? EndCheck(ulong number)
    {
        Headers.Remove(number);
        if (!_checks.Remove(number, out var cells))
        {
            return null;
        }

        // A cell of two peers is looked at twice.
        Checking!.Clear();
        foreach (var others in _checks.Values)
        {
            Checking.Add(others);
        }

        return cells;
    }

    /// <summary>Takes a verified cell; false where it is here already.</summary>
    public bool Take(int index, ProvenCell cell)
    {
        if (Have![index])
        {
            return false;
        }

        Cells[index] = cell;
        Have.Add(index);
        return true;
    }
}
