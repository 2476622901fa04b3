using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <content>Whom to ask for a range, and what its blocks must be.</content>
internal sealed partial class Backfill
{
    private void Ask(BackfillRange range, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids, BackfillStep step)
    {
        var able = peers.Where(peer => peer.Status is { } status
            && status.HeadSlot >= range.Last && status.EarliestAvailableSlot <= range.From).ToList();
        if (able.Count == 0)
        {
            Reason = $"no peer claims to have slots {range.From} to {range.Last}";
            range.Due = now + settings.BackOff;
            return;
        }

        if (Choose(able, range.From, range.Tried) is not { } peer)
        {
            if (able.All(one => range.Tried.Contains(one.Peer)))
            {
                range.Tried.Clear();
                range.Failures++;
                range.Due = now + settings.BackOffAfter(range.Failures);
                Reason = $"all peers failed with slots {range.From} to {range.Last}";
            }
            else
            {
                // All who could be asked have another range.
                range.Due = now + TimeSpan.FromSeconds(1);
            }

            return;
        }

        range.Tried.Add(peer);
        (range.Stage, range.Peer, range.BlocksOf, range.Question) = (BackfillStage.Blocks, peer, peer, ids());
        range.Due = now + settings.Patience;
        Reason = "peers are asked";
        step.Questions.Add(new Question(range.Question.Value, peer, new BeaconBlocksByRange(range.From, range.Last - range.From + 1)));
    }

    /// <summary>Asks the peer that gave the first blocks of a range for what is behind them, in what is left of its time.</summary>
    private void AskForRest(BackfillRange range, DateTimeOffset now, IReadOnlyList<PeerInfo> peers, Func<ulong> ids, BackfillStep step)
    {
        if (!peers.Any(peer => peer.Peer == range.BlocksOf))
        {
            Again(range, now, isDoubted: false);
            return;
        }

        var from = range.Blocks[^1].Block.Message.Slot + 1;
        range.Question = ids();
        step.Questions.Add(new Question(range.Question.Value, range.BlocksOf!, new BeaconBlocksByRange(from, range.Last - from + 1)));
    }

    /// <summary>
    /// The best of the peers that were not tried and are not asked for another range, those first that say they have the slots. Null while
    /// one is busy that is doubted less: one that leaves blocks out is not asked again and again, only because it is free.
    /// </summary>
    private string? Choose(IReadOnlyList<PeerInfo> able, Slot from, HashSet<string> tried)
    {
        var busy = _ranges.Where(range => _resolve is null && range.Question is not null && range.Stage is not BackfillStage.Verifying)
            .Select(static range => range.Peer)
            .ToHashSet(StringComparer.Ordinal);
        var untried = able.Where(peer => !tried.Contains(peer.Peer)).ToList();
        var least = untried.Count == 0 ? 0 : untried.Min(peer => _doubts.GetValueOrDefault(peer.Peer));
        return untried.Where(peer => !busy.Contains(peer.Peer) && _doubts.GetValueOrDefault(peer.Peer) == least)
            .OrderByDescending(peer => peer.Status!.EarliestAvailableSlot <= from)
            .ThenByDescending(static peer => peer.Score)
            .ThenBy(static peer => peer.Peer, StringComparer.Ordinal)
            .FirstOrDefault()?.Peer;
    }

    private void OnBlocks(BackfillRange range, PeerAnswered answer, DateTimeOffset now, BackfillStep step)
    {
        if (answer.Result != PeerResult.Answered)
        {
            Again(range, now, isDoubted: answer.Result is not (PeerResult.ResourceUnavailable
                or PeerResult.Busy or PeerResult.Dropped or PeerResult.Disconnected));
            return;
        }

        var given = answer.Items.OfType<SignedBeaconBlock>().Select(block => (WantedItems.RootOf(block, spec), block)).ToList();
        List<(Root, SignedBeaconBlock block)> blocks = [.. range.Blocks, .. given];
        if (Wrong(range, blocks, range.Blocks.Count + answer.Items.Count) is { } wrong)
        {
            step.Offences.Add((answer.Peer, PeerOffence.Invalid, wrong));
            Again(range, now, isDoubted: true);
            return;
        }

        range.Blocks = blocks;
        if (given.Count > 0 && blocks[^1].block.Message.Slot < range.Last)
        {
            // A peer may give the first blocks alone: what lies behind the last is not called empty yet.
            return;
        }

        range.Stage = blocks.Exists(block => spec.ForkAtSlot(block.block.Message.Slot) >= ForkName.Gloas)
            ? BackfillStage.Envelopes
            : BackfillStage.Here;
    }

    private static string? Wrong(BackfillRange range, List<(Root Root, SignedBeaconBlock Block)> blocks, int items)
    {
        var isChain = blocks.Count == items && blocks.TrueForAll(block => range.Contains(block.Block.Message.Slot));
        for (var i = 1; i < blocks.Count && isChain; i++)
        {
            isChain = blocks[i].Block.Message.Slot > blocks[i - 1].Block.Message.Slot
                && blocks[i].Block.Message.ParentRoot == blocks[i - 1].Root;
        }

        return isChain ? null : $"no chain of blocks of slots {range.From} to {range.Last}";
    }
}
