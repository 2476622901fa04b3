using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Table;

/// <summary>The nodes at one distance: members, and some that take the place of a member that is gone.</summary>
internal sealed class NodeBucket
{
    /// <summary>The members, the one heard of last at the end.</summary>
    public List<NodeEntry> Members { get; } = [];

    /// <summary>The replacements, the newest at the end.</summary>
    public List<NodeEntry> Replacements { get; } = [];

    /// <summary>The member of an id.</summary>
    public NodeEntry? Member(NodeId node) => Members.Find(entry => entry.Record.NodeId == node);

    /// <summary>The replacement of an id.</summary>
    public NodeEntry? Replacement(NodeId node) => Replacements.Find(entry => entry.Record.NodeId == node);
}
