using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <summary>
/// Payload envelopes of history, gloas on. A payload may have been withheld, and then there is none; where the next block stands on it, it
/// was there, and other peers are asked for it. That none of some has it holds up nothing: it is owed (<see cref="OwedPayloads"/>).
/// </summary>
internal sealed partial class Backfill
{
    private const int PeersForEnvelopes = 8;

    // What the oldest stored block says of its parent's payload; null before gloas, and where it is not known.
    private Hash32? _builtOn;

    private void AskForEnvelopes(
        BackfillRange range, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids, BackfillStep step)
    {
        var able = peers.Where(peer => peer.Status?.HeadSlot >= range.Last).ToList();
        var peer = range.AskedForEnvelopes.Count == 0 && able.Exists(one => one.Peer == range.BlocksOf)
            ? range.BlocksOf
            : Choose(able, range.From, range.AskedForEnvelopes);
        var isNobodyLeft = able.Count > 0 && able.TrueForAll(one => range.AskedForEnvelopes.Contains(one.Peer));
        if (isNobodyLeft || range.AskedForEnvelopes.Count >= PeersForEnvelopes || !IsAnyMissing(range))
        {
            range.Stage = BackfillStage.Here;
            return;
        }

        if (peer is null)
        {
            // All who could be asked have another range, or there is nobody.
            range.Due = now + TimeSpan.FromSeconds(1);
            return;
        }

        range.AskedForEnvelopes.Add(peer);
        (range.Peer, range.Question, range.Due) = (peer, ids(), now + settings.Patience);
        var request = new ExecutionPayloadEnvelopesByRange(range.From, range.Last - range.From + 1);
        step.Questions.Add(new Question(range.Question.Value, peer, request));
    }

    private void OnEnvelopes(BackfillRange range, PeerAnswered answer, BackfillStep step)
    {
        var blocks = range.Blocks.ToDictionary(static block => block.Root, static block => block.Block.Message);
        foreach (var envelope in answer.Items.OfType<SignedExecutionPayloadEnvelope>())
        {
            var root = envelope.Message.BeaconBlockRoot;
            if (!blocks.TryGetValue(root, out var block))
            {
                // Of another block in one of these slots, which the peer may hold.
                continue;
            }

            if (WrongOf(spec, block, envelope.Message) is { } wrong)
            {
                step.Offences.Add((answer.Peer, PeerOffence.Invalid, $"envelope of {root}: {wrong}"));
            }
            else
            {
                range.Envelopes.TryAdd(root, envelope);
            }
        }
    }

    /// <summary>The envelope must be what the block's bid, which the chain proves, has promised, down to the hash of the payload.</summary>
    public static string? WrongOf(ChainSpec spec, BeaconBlock block, ExecutionPayloadEnvelope envelope)
    {
        var (bid, payload) = (block.Body.SignedExecutionPayloadBid?.Message, envelope.Payload);
        var context = spec.Ssz(spec.ForkAtSlot(block.Slot));
        return bid is null ? "the block has no bid"
            : payload.BlockHash != bid.BlockHash ? $"block hash {payload.BlockHash}, and {bid.BlockHash} in the bid"
            : envelope.BuilderIndex != bid.BuilderIndex ? $"builder {envelope.BuilderIndex}, and {bid.BuilderIndex} in the bid"
            : payload.SlotNumber != block.Slot ? $"slot {payload.SlotNumber}, and {block.Slot} of the block"
            : envelope.ParentBeaconBlockRoot != block.ParentRoot ? "another parent beacon block root"
            : BlockHeader.Hash(context, payload, block.ParentRoot, envelope.ExecutionRequests) != payload.BlockHash
                ? "its block hash is not that of its content"
            : null;
    }

    /// <summary>
    /// True where an envelope may be missing: none was asked for yet, or a block stands on a payload that is not here.
    /// </summary>
    private bool IsAnyMissing(BackfillRange range) => range.AskedForEnvelopes.Count == 0 || OwedOf(range).Any();

    /// <summary>The roots of those blocks of a range whose payload is part of the chain, as the next block says, and is not here.</summary>
    private IEnumerable<Root> OwedOf(BackfillRange range)
    {
        for (var i = 0; i < range.Blocks.Count; i++)
        {
            var (root, block) = range.Blocks[i];
            var next = i + 1 < range.Blocks.Count ? ParentHashOf(range.Blocks[i + 1].Block)
                : range == _ranges[0] ? _builtOn : null;
            var own = block.Message.Body.SignedExecutionPayloadBid?.Message.BlockHash;
            if (own is not null && next == own && !range.Envelopes.ContainsKey(root))
            {
                yield return root;
            }
        }
    }

    private static Hash32? ParentHashOf(SignedBeaconBlock block) => block.Message.Body.SignedExecutionPayloadBid?.Message.ParentBlockHash;
}
