using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Messages;

/// <summary>
/// The subnets a node is on, a bit each: MetaData is what it tells peers (`phase0/p2p-interface.md#metadata`), which its ENR repeats; the
/// others are what it is subscribed to, those of its validators' next duties with it. Equal by value, never changed.
/// </summary>
public sealed record NetworkInterests(MetaData MetaData, BitList AttestationSubnets, BitList SyncSubnets, BitList ColumnSubnets);

/// <summary>
/// The node's interests as they are from now on; the interests actor publishes it when it starts, whenever they change, and when asked.
/// </summary>
public sealed record InterestsChanged(NetworkInterests Interests);

/// <summary>Asks for <see cref="InterestsChanged"/>; published by who starts and has not heard it.</summary>
public sealed record GetInterests
{
    /// <summary>The one message of its kind.</summary>
    public static GetInterests Instance { get; } = new();
}

/// <summary>
/// The node's custody from now on (`fulu/das-core.md#custody`): how many groups it tells peers, and the subnets of the columns it keeps or
/// samples. Whoever decides custody publishes it at its start and whenever it changes; before it comes all columns are kept.
/// </summary>
public sealed record CustodyChanged(ulong CustodyGroupCount, IReadOnlyList<ulong> ColumnSubnets);

/// <summary>
/// Attestation subnets that validators need besides the node's own, each up to and with a slot
/// (`phase0/validator.md#phase-0-attestation-subnet-stability`); duties and the API publish it.
/// </summary>
public sealed record AttestationSubnetsNeeded(IReadOnlyList<(ulong Subnet, Slot Last)> Subnets);

/// <summary>
/// Sync committee subnets that validators need, each up to and with an epoch (`altair/validator.md#sync-committee-subnet-stability`);
/// duties and the API publish it.
/// </summary>
public sealed record SyncSubnetsNeeded(IReadOnlyList<(ulong Subnet, Epoch Last)> Subnets);
