using Consensoor.Interop.Discovery.Records;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Network.Topics;

/// <summary>
/// One row of the table of topics: all that is particular to it. Decoder, encoder, lane, metrics and settings (`consensoor.gossip.lane`)
/// follow from the row. <paramref name="Name"/> is the topic's on the wire, without its subnet; <paramref name="Forms"/> are its types by
/// fork, the oldest first.
/// </summary>
internal sealed record Topic(TopicKind Kind, string Name, params IReadOnlyList<TopicForm> Forms)
{
    /// <summary>The fork the topic came with.</summary>
    public ForkName Since => Forms[0].Since;

    /// <summary>The first fork that has it no more; null where all have.</summary>
    public ForkName? Until { get; init; }

    /// <summary>How many subnets it has; null where it has none and is global.</summary>
    public Func<ChainSpec, ForkName, ulong>? Subnets { get; init; }

    /// <summary>Which of its subnets a node is on by its interests; null where it is on all.</summary>
    public Func<NetworkInterests, BitList>? Interest { get; init; }

    /// <summary>Which of its subnets a node is on by its record; null where records do not say.</summary>
    public Func<ChainSpec, Enr, IEnumerable<ulong>>? Said { get; init; }

    /// <summary>
    /// A node id near a given one, around which nodes are on a subnet in an epoch; null where they may be anywhere.
    /// </summary>
    public Func<ChainSpec, ulong, Epoch, NodeId, NodeId?>? Place { get; init; }

    /// <summary>True where its messages also go by parts (`fulu/partial-columns/p2p-interface.md`), as its subnets are columns.</summary>
    public bool HasParts { get; init; }

    /// <summary>
    /// True where the node fetches the block that a message waits for: for blocks and envelopes, which the chain does not see before; votes
    /// name more than a node needs. The payload of a block that is here is fetched whatever names it
    /// (`gloas/p2p-interface.md#new-verify_attestation_payload_status`).
    /// </summary>
    public bool FetchesMissingBlocks { get; init; }

    /// <summary>
    /// True where a peer's message whose expected proposer is not at hand is taken in all the same, and not passed on: for blocks, whose
    /// transition computes it. One's own is taken in and passed on in any case.
    /// </summary>
    public bool TakesUnknownProposers { get; init; }

    /// <summary>What its messages are a part of whose way is measured (<see cref="GossipJudged"/>); null where that is not.</summary>
    public JudgedPart? Timed { get; init; }

    /// <summary>
    /// What it hears of other topics, by the type published on the event stream; it enters that into the tables of what was seen, on the
    /// lane's thread.
    /// </summary>
    public IReadOnlyList<TopicEar> Hears { get; init; } = [];

    /// <summary>
    /// The most bytes of an uncompressed message in a fork that has the topic: of its SSZ type, and `MAX_PAYLOAD_SIZE` at most.
    /// </summary>
    public ulong MostBytes(ChainSpec spec, ForkName fork)
    {
        var form = Forms.Last(form => form.Since <= fork);
        var most = Math.Min(form.MostBytes(spec.Ssz(fork)), form.Bound?.Invoke(spec, fork) ?? ulong.MaxValue);
        return Math.Min(most, spec.Config.MaxPayloadSize);
    }

    /// <summary>
    /// The form of a fork, or null and why a message has no place in the topic: the fork does not have it, or the subnet is none of its.
    /// </summary>
    public TopicForm? FormIn(ChainSpec spec, ForkName fork, ulong? subnet, out string reason)
    {
        reason = fork < Since || fork >= Until ? $"{fork} has no topic {Name}"
            : Subnets is null != subnet is null || subnet >= Subnets?.Invoke(spec, fork)
            ? $"{Name} has no subnet {subnet?.ToString() ?? "none"}"
            : "";
        return reason.Length > 0 ? null : Forms.Last(form => form.Since <= fork);
    }
}
