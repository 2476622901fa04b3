using Consensoor.Spec.Containers;

namespace Consensoor.Interop.PartialColumns;

/// <summary>What one peer takes of the exchange's bounds, and which blocks' headers it has, over all topics.</summary>
internal sealed class PeerShare
{
    private readonly HashSet<CellGroup> _groups = [];
    private readonly Dictionary<PartialDataColumnGroupID, (int Groups, bool HasHeader)> _blocks = [];
    private readonly Dictionary<string, int> _named = new(StringComparer.Ordinal);

    /// <summary>The groups in which it has an entry.</summary>
    public IReadOnlyCollection<CellGroup> Groups => _groups;

    /// <summary>How many groups it named that this node does not know.</summary>
    public int Named { get; private set; }

    /// <summary>Bytes of its cells and headers that nobody verified yet.</summary>
    public long Waiting { get; set; }

    /// <summary>True where it takes nothing.</summary>
    public bool IsEmpty => _groups.Count == 0 && Named == 0 && Waiting == 0;

    /// <summary>Gives how many of the groups it named are in a topic.</summary>
    public int NamedIn(string topic) => _named.GetValueOrDefault(topic);

    /// <summary>It named one more, or one fewer, in a topic.</summary>
    public void Name(string topic, int count)
    {
        Named += count;
        _named[topic] = NamedIn(topic) + count;
        if (_named[topic] == 0)
        {
            _named.Remove(topic);
        }
    }

    /// <summary>It has an entry in a group.</summary>
    public void Enter(CellGroup group)
    {
        _groups.Add(group);
        var block = _blocks.GetValueOrDefault(group.Id);
        _blocks[group.Id] = block with { Groups = block.Groups + 1 };
    }

    /// <summary>It has its entry in a group no more.</summary>
    public void Leave(CellGroup group)
    {
        _groups.Remove(group);
        var block = _blocks[group.Id];
        if (block.Groups > 1)
        {
            _blocks[group.Id] = block with { Groups = block.Groups - 1 };
        }
        else
        {
            _blocks.Remove(group.Id);
        }
    }

    /// <summary>True where it sent anything of a block, or was sent its header, which is the same for all columns.</summary>
    public bool HasHeader(PartialDataColumnGroupID id) => _blocks.GetValueOrDefault(id).HasHeader;

    /// <summary>It has the header of a block in a group of which it has an entry.</summary>
    public void NoteHeader(PartialDataColumnGroupID id) => _blocks[id] = _blocks[id] with { HasHeader = true };
}
