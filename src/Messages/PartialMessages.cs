using Consensoor.Spec.Containers;

namespace Consensoor.Messages;

/// <summary>What is said of partial columns between the wire, which exchanges cells with peers, and who verifies them.</summary>
public interface IPartialMessage;

/// <summary>
/// Cells of a peer, or a header ahead of them, that are to be verified; the receiver owes one <see cref="PartialVerdict"/> for Id.
/// </summary>
public sealed record PartialReceived(
    ulong Id, string Peer, GossipTopic Topic, PartialDataColumnGroupID Group, PartialDataColumnSidecar Sidecar) : IPartialMessage;

/// <summary>
/// What is thought of a peer's cells: only with Accept they are kept and sent on, Reject lowers the peer's score.
/// </summary>
public sealed record PartialVerdict(
    ulong Id, Spec.Gossip.GossipDecision Decision, string Reason) : IPartialMessage, IPartialCommand;

/// <summary>The wire completed a column by cells of peers, which are verified; it goes to who makes it a whole message.</summary>
public sealed record ColumnCompleted(
    GossipTopic Topic, PartialDataColumnGroupID Group, IReadOnlyList<ReadOnlyMemory<byte>> Cells, IReadOnlyList<KZGProof> Proofs)
    : IPartialMessage;

/// <summary>
/// Whoever verifies partial columns is here, and owes nothing of what its forerunner was given; the network actor gives it what comes.
/// </summary>
public sealed record PartialsOpened : IPartialMessage, IPartialCommand
{
    /// <summary>The one instance, since the message carries nothing.</summary>
    public static PartialsOpened Instance { get; } = new();
}

/// <summary>What the wire is told of partial columns.</summary>
public interface IPartialCommand;

/// <summary>
/// The block of a group is known: its slot, how many cells its columns have, and in fulu the header that goes ahead of them. Cells of all
/// columns that the node is on are exchanged from now on.
/// </summary>
public sealed record BeginColumns(
    PartialDataColumnGroupID Group, Slot Slot, int Cells, PartialDataColumnHeader? Header) : IPartialCommand;

/// <summary>Whole columns of a block that has begun are here and verified: peers that lack cells of them get those.</summary>
public sealed record HoldColumns(
    PartialDataColumnGroupID Group, Slot Slot, IReadOnlyList<DataColumnSidecar> Columns) : IPartialCommand;
