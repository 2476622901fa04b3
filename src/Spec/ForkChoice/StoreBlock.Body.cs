using Consensoor.Spec.Containers;

namespace Consensoor.Spec.ForkChoice;

/// <summary>What a block holds while it is near the head, and lets go together when it is far behind.</summary>
public sealed partial class StoreBlock
{
    private Body? _body;

    /// <summary>
    /// The block as it was accepted, without its signature (an entry of `blocks`). Throws InvalidOperationException where its body was let
    /// go (<see cref="Store.LetBodyGo"/>): who may meet one of those asks <see cref="KeptBlock"/>.
    /// </summary>
    public BeaconBlock Block => KeptBlock ?? throw new InvalidOperationException($"the body of block {Root} was let go");

    /// <summary>The block as it was accepted, null where its body was let go.</summary>
    public BeaconBlock? KeptBlock => _body?.Block;

    /// <summary>
    /// The payload delivered and verified apart from the block, gloas on; null also where it was let go with the block's body.
    /// </summary>
    public ExecutionPayloadEnvelope? Payload => _body?.Payload;

    /// <summary>True where the payload was delivered and verified apart from the block, gloas on.</summary>
    public bool HasPayload { get; private set; }

    /// <summary>
    /// The votes of the payload timeliness committee, by place in it; null from before gloas. They are forgotten with the body: only those
    /// on a block of the previous slot decide anything.
    /// </summary>
    public PayloadVotes? PayloadTimelinessVote => HasPayloadStatus ? Held.TimelinessVotes ??= NoVotes() : null;

    /// <summary>
    /// The votes of the payload timeliness committee on blob data, by place in it; null from before gloas. Forgotten with the body.
    /// </summary>
    public PayloadVotes? PayloadDataAvailabilityVote => HasPayloadStatus ? Held.DataVotes ??= NoVotes() : null;

    /// <summary>
    /// How many of the payload timeliness committee have voted, for the payload, and for its data; zero where nobody has, before gloas, and
    /// where the votes are forgotten.
    /// </summary>
    public (ulong Voted, ulong Present, ulong Available) PayloadVoteCounts
    {
        get
        {
            var present = _body?.TimelinessVotes?.CountOf(true) ?? 0;
            return (present + (_body?.TimelinessVotes?.CountOf(false) ?? 0), present, _body?.DataVotes?.CountOf(true) ?? 0);
        }
    }

    private Body Held => _body ??= new Body();

    /// <summary>Takes back a body that was let go, and the payload that went with it. Throws where it is another block's.</summary>
    public void KeepBody(BeaconBlock block, ExecutionPayloadEnvelope? payload)
    {
        if (BlockSummary.Of(Root, block) != Summary || (payload is not null && payload.BeaconBlockRoot != Root))
        {
            throw new ArgumentException($"this is not the body of block {Root}", nameof(block));
        }

        Held.Block ??= block;
        Held.Payload ??= HasPayload ? payload : null;
    }

    /// <summary>Lets the body go, and the payload that came apart; never that of the oldest block.</summary>
    internal bool LetBodyGo()
    {
        if (Parent is null || KeptBlock is null)
        {
            return false;
        }

        _body = null;
        return true;
    }

    /// <summary>Takes the payload, or with null takes it away again.</summary>
    internal void SetPayload(ExecutionPayloadEnvelope? payload)
    {
        HasPayload = payload is not null;
        if (_body is not null || HasPayload)
        {
            Held.Payload = payload;
        }

        _store.ChangedPayload(this);
    }

    private PayloadVotes NoVotes() => new((int)_store.Preset.PtcSize);

    /// <summary>One object, as most blocks of a chain that does not finalize have none.</summary>
    private sealed class Body
    {
        public BeaconBlock? Block { get; set; }

        public ExecutionPayloadEnvelope? Payload { get; set; }

        public PayloadVotes? TimelinessVotes { get; set; }

        public PayloadVotes? DataVotes { get; set; }
    }
}
