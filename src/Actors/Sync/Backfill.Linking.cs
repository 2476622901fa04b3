using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <summary>How ranges become part of what is stored, and who answers for blocks that were left out.</summary>
internal sealed partial class Backfill
{
    // Ranges that peers called empty, or gave no block at the lower end of, since the last block that is stored: one of them has the next.
    private readonly List<(string Peer, Slot From, Slot Last)> _empty = [];
    private BackfillResolve? _resolve;

    // How often nobody had the next block since the last one that is stored.
    private int _inVain;

    // Where few peers are there, their word is taken after so many rounds, which take some minutes.
    private const int RoundsOfFew = 8;

    /// <summary>
    /// Gives the root of the head's chain at a slot (`get_block_root_at_slot`); null where the head's state does not remember it, or where
    /// there is no head yet.
    /// </summary>
    public Func<Slot, Root?>? RootAt { get; set; }

    /// <summary>
    /// The signatures of a range were verified, blocks first, then envelopes in the order of their blocks; null where nobody did it.
    /// </summary>
    public BackfillStep Verified(ulong question, IReadOnlyList<bool>? valid, DateTimeOffset now)
    {
        var step = new BackfillStep();
        if (_ranges.Find(range => range.Question == question && range.Stage == BackfillStage.Verifying) is not { } range)
        {
            return step;
        }

        range.Question = null;
        if (valid is null)
        {
            // It is verified once more when the time of this is over.
            range.Due = now + settings.BackOff;
            return step;
        }

        for (var i = 0; i < range.Blocks.Count; i++)
        {
            if (!valid[i])
            {
                var wrong = $"the signature of block {range.Blocks[i].Root} does not hold";
                step.Offences.Add((range.BlocksOf!, PeerOffence.Invalid, wrong));
                Again(range, now, isDoubted: true);
                return step;
            }
        }

        // An envelope whose signature does not hold is as if there was none: a builder's index may have another owner by now.
        var envelopes = EnvelopesOf(range);
        for (var i = 0; i < envelopes.Count; i++)
        {
            if (!valid[range.Blocks.Count + i])
            {
                range.Envelopes.Remove(envelopes[i].Message.BeaconBlockRoot);
            }
        }

        (range.Stage, range.Due) = (BackfillStage.Keeping, now + settings.Patience);
        range.Owed = [.. OwedOf(range)];
        step.Keep = range;
        return step;
    }

    /// <summary>The envelopes of a range in the order of its blocks.</summary>
    public static IReadOnlyList<SignedExecutionPayloadEnvelope> EnvelopesOf(BackfillRange range) =>
        [.. range.Blocks.Where(block => range.Envelopes.ContainsKey(block.Root)).Select(block => range.Envelopes[block.Root])];

    /// <summary>The oldest slot and the parent's root once a range is kept: 0 where that parent is genesis.</summary>
    public (Slot Oldest, Root Parent) AfterKeeping(BackfillRange range)
    {
        var first = range.Blocks[0].Block.Message;
        return (first.ParentRoot == genesis ? 0 : first.Slot, first.ParentRoot);
    }

    /// <summary>Takes the highest range, when it is here: its last block is the wanted one, or one was left out somewhere.</summary>
    private void Link(DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids, BackfillStep step)
    {
        while (_ranges.Count > 0 && _ranges[0] is { Stage: BackfillStage.Here, Blocks.Count: 0 } empty)
        {
            Claim(empty.BlocksOf!, empty.From, empty.Last);
            _ranges.RemoveAt(0);
        }

        if (_ranges.Count == 0 && _below <= _floor)
        {
            if (_empty.Count == 0 && Oldest <= _floor && _floor > 1)
            {
                Complete(Oldest, step);
                return;
            }

            if (IsProvenBelowFloor())
            {
                Complete(_floor > 1 ? Math.Min(_floor, Oldest) : 0, step);
                return;
            }

            // All down to the floor was called empty: is there such a block?
            _resolve = new BackfillResolve { IsAtFloor = true, Due = now };
            Resolve(now, peers, ids, step);
            return;
        }

        if (_ranges.Count == 0 || _ranges[0] is not { Stage: BackfillStage.Here } range)
        {
            return;
        }

        if (range.Blocks[^1].Root != Wanted)
        {
            Claim(range.BlocksOf!, range.From, range.Last);
            _resolve = new BackfillResolve { IsAtFloor = false, Due = now };
            Reason = $"block {Wanted} was left out";
            Resolve(now, peers, ids, step);
            return;
        }

        if (range.Stage == BackfillStage.Here && IsAnyMissing(range) && HasGloas(range))
        {
            range.Stage = BackfillStage.Envelopes;
            AskForEnvelopes(range, now, peers, ids, step);
            if (range.Stage != BackfillStage.Here)
            {
                return;
            }
        }

        (range.Stage, range.Question, range.Due) = (BackfillStage.Verifying, ids(), now + settings.Patience);
        Reason = "signatures are verified and blocks written";
        step.Verify = range;
    }

    // What the peer of the range that was stored last says of the slots below its lowest block.
    private (string Peer, Slot From, Slot Last)? _claimBelow;

    private static bool HasGloas(BackfillRange range) => range.Blocks[^1].Block.Message.Body.SignedExecutionPayloadBid is not null;

    private void Claim(string peer, Slot from, Slot last)
    {
        if (_empty.Count < RangePeers.Remembered)
        {
            _empty.Add((peer, from, last));
        }
    }

    private void Resolve(DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids, BackfillStep step)
    {
        var resolve = _resolve!;
        if (resolve.Question is not null && now >= resolve.Due)
        {
            resolve.Question = null;
        }

        if (resolve.Question is not null || now < resolve.Due)
        {
            return;
        }

        var able = peers.Where(static peer => peer.Status is not null).ToList();
        if (Choose(able, _floor, resolve.Asked) is { } peer)
        {
            resolve.Asked.Add(peer);
            (resolve.Question, resolve.Due) = (ids(), now + settings.Patience);
            step.Questions.Add(new Question(resolve.Question.Value, peer, new BeaconBlocksByRoot([Wanted])));
        }
        else if (resolve.IsAtFloor && HeardOf(resolve, peers) is > 0 and var heard && (genesis is null || _floor > 1))
        {
            // All peers were asked. They do not give the block of genesis, which nobody signed; where its root is known it ends there.
            if (heard > settings.Witnesses || ++resolve.Rounds >= RoundsOfFew)
            {
                Complete(_floor > 1 ? _floor : 0, step);
                return;
            }

            // Few say so, and others may come.
            resolve.Asked.Clear();
            resolve.Due = now + settings.BackOffAfter(resolve.Rounds);
            Reason = $"is there nothing below slot {Oldest}? {heard} peer(s) say so, and more are looked for";
        }
        else
        {
            // Nobody has what the chain stands on: all ranges once more, of others where there are any.
            foreach (var (liar, _, _) in _empty)
            {
                Doubt(liar);
            }

            Restart(Oldest, now + settings.BackOffAfter(++_inVain));
        }
    }

    /// <summary>
    /// Counts the peers that have not the next block though they claim all slots from the floor on: what is older they may have dropped.
    /// The floor of another's clock may be an epoch later.
    /// </summary>
    private int HeardOf(BackfillResolve resolve, IReadOnlyList<PeerInfo> peers) => peers.Count(
        peer => resolve.HaveNot.Contains(peer.Peer) && peer.Status?.EarliestAvailableSlot <= _floor + spec.Preset.SlotsPerEpoch);

    /// <summary>
    /// True where the head's chain has the next block below the floor, so that nothing lies between it and what is stored: the head's state
    /// remembers so many roots.
    /// </summary>
    private bool IsProvenBelowFloor()
    {
        for (var slot = Oldest - 1; slot + 1 >= _floor; slot--)
        {
            if (RootAt?.Invoke(slot) != Wanted)
            {
                return false;
            }

            if (slot == 0)
            {
                break;
            }
        }

        return true;
    }

    private void OnResolved(BackfillResolve resolve, PeerAnswered answer, DateTimeOffset now, BackfillStep step)
    {
        (resolve.Question, resolve.Due) = (null, now);
        var block = answer.Items.OfType<SignedBeaconBlock>().FirstOrDefault(block => WantedItems.RootOf(block, spec) == Wanted);
        if (block is null)
        {
            if (answer.Result == PeerResult.Answered)
            {
                resolve.HaveNot.Add(answer.Peer);
            }

            return;
        }

        var slot = block.Message.Slot;
        foreach (var (peer, from, last) in _claimBelow is { } below ? _empty.Append(below) : _empty)
        {
            if (slot >= from && slot <= last)
            {
                Doubt(peer);
                step.Offences.Add((peer, PeerOffence.Unhelpful, $"it left out block {Wanted} of slot {slot}"));
            }
        }

        if (slot < _floor)
        {
            Complete(slot == Spec.Constants.GenesisSlot ? slot : _floor, step);
            return;
        }

        Restart(slot + 1, now);
    }

    /// <summary>Ranges begin anew below a slot.</summary>
    private void Restart(Slot below, DateTimeOffset due)
    {
        (_resolve, _below) = (null, below);
        _ranges.Clear();
        _empty.Clear();
        if (_below > _floor)
        {
            var from = Math.Max(_floor, _below > (ulong)settings.Range ? _below - (ulong)settings.Range : 1);
            _ranges.Add(new BackfillRange(from, _below - 1) { Due = due });
            _below = from;
        }
    }
}
