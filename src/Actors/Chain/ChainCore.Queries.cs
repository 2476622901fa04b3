using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;

namespace Consensoor.Actors.Chain;

/// <summary>Answers what others ask of the chain.</summary>
public sealed partial class ChainCore
{
    // A store is copied for tools once in so long, however many ask.
    private static readonly TimeSpan DumpInterval = TimeSpan.FromSeconds(1);

    private ForkChoiceDump? _dump;
    private DateTimeOffset _dumpedAt;

    /// <summary>
    /// Answers with the store as it is now, or was up to a second ago, as soon as votes can be weighed. What is made of it is made by who
    /// asked.
    /// </summary>
    public void Answer(GetForkChoiceDump _, IActorRef sender)
    {
        if (_dumpAskers.Count < _settings.Waiters)
        {
            _dumpAskers.Enqueue(sender);
        }

        AnswerDumps();
    }

    private void AnswerDumps()
    {
        while (_dumpAskers.Count > 0 && IsWeighable())
        {
            if (_dump is null || _dumpedAt + DumpInterval <= _ports.Now)
            {
                (_dump, _dumpedAt) = (Dump(), _ports.Now);
            }

            _ports.Answer(_dumpAskers.Dequeue(), _dump);
        }
    }

    private ForkChoiceDump Dump()
    {
        var rows = new List<ForkChoiceBlock>(_store.Blocks.Count);
        foreach (var block in _store.Blocks.Values)
        {
            var root = block.Root;
            rows.Add(new ForkChoiceBlock(
                _viewBlocks[root],
                block.HasPayloadStatus,
                block.HasPayloadStatus ? block.HasPayload : ExecutionHashes.BlockHash(_store, block.EntryNode) != default,
                HeadSelection.GetWeight(_store, block.EntryNode),
                block.HasPayloadStatus ? HeadSelection.GetWeight(_store, new ForkChoiceNode(root, PayloadStatus.Empty)) : 0,
                block.HasPayload ? HeadSelection.GetWeight(_store, new ForkChoiceNode(root, PayloadStatus.Full)) : 0)
            {
                Justified = block.JustifiedCheckpoint,
                Finalized = block.FinalizedCheckpoint,
                PayloadHash = block.PayloadHash,
                ParentHash = block.LatestBlockHash,
                Votes = block.PayloadVoteCounts,
            });
        }

        return new ForkChoiceDump(
            _store.JustifiedCheckpoint, _store.FinalizedCheckpoint, _store.ProposerBoostRoot, HeadSelection.GetHead(_store), rows);
    }
}
