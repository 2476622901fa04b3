using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Sync;

/// <content>What is wanted by root: what came of it, and what the chain says of that.</content>
public sealed partial class SyncActor
{
    private readonly GivenBranches _branches = new();

    private void OnMissing(IMissing missing)
    {
        var (kind, indices) = missing switch
        {
            DataMissing data => (WantKind.Columns, data.Columns),
            BlobsMissing blobs => (WantKind.Blobs, blobs.Indices),
            PayloadMissing => (WantKind.Envelope, []),
            _ => (WantKind.Block, (IReadOnlyList<ulong>)[]),
        };
        var blocks = AncestorCount.Of(_spec, _settings.Ancestors, (missing as ParentUnknown)?.ChildSlot, _position);
        _wants.Add(new WantKey(kind, missing.Root), indices, missing.Source.PeerId, Now, blocks);
        Advance();
    }

    private void OnWanted(WantKey key, PeerAnswered answer)
    {
        if (answer is { Request: BeaconBlocksByHead, Result: PeerResult.Unsupported or PeerResult.InvalidRequest })
        {
            _wants.AskByRoot(answer.RequestId, answer.Peer, Now);
            return;
        }

        var items = answer.Result == PeerResult.Answered ? answer.Items : [];
        var imports = WantedItems.ImportsOf(key, items, new Source.Sync(answer.Peer), _spec);
        if (imports is null)
        {
            Penalize(answer.Peer, PeerOffence.Invalid, $"what it sent is not {key.Kind} of {key.Root}");
        }

        var hasNot = answer.Result == PeerResult.Answered && imports is { Count: 0 };
        _wants.Answer(answer.RequestId, answer.Peer, imports is { Count: > 0 }, Now, hasNot);
        if (imports is { Count: > 1 } && key.Kind == WantKind.Block)
        {
            var parents = items.Cast<SignedBeaconBlock>().Select(static block => block.Message.ParentRoot).SkipLast(1);
            _branches.Add(answer.Peer, [key.Root, .. parents]);
        }

        foreach (var import in imports ?? [])
        {
            _chain.Tell(import, _relays[key.Kind]);
        }
    }

    private void OnImported(OutcomeRelay.Imported imported)
    {
        var (kind, outcome) = (imported.Kind, imported.Outcome);
        var key = new WantKey(kind, outcome.Root);
        switch (outcome.Verdict)
        {
            case ImportVerdict.Refused:
                var asked = _wants.Refused(key, Now);
                if (outcome.IsBlamed && (kind == WantKind.Block ? _branches.Blame(outcome.Root, asked) : asked) is { } guilty)
                {
                    Penalize(guilty, PeerOffence.Invalid, $"{kind} of {outcome.Root}: {outcome.Refusal}");
                }

                break;
            case ImportVerdict.Waiting when kind is WantKind.Columns or WantKind.Blobs:
                // They are being verified: the chain says by itself what it misses still, or that the block or payload is there.
                break;
            case ImportVerdict.Dropped:
                _wants.Refused(key, Now);
                break;
            default:
                // What waits is here; what it waits for in turn the chain says by itself.
                _wants.Found(key);
                break;
        }

        // Blocks wanted by root come back here too; of the range and its peer they say nothing.
        if (kind == WantKind.Block && _rangeRoots.Contains(outcome.Root))
        {
            Do(_range.Settle(outcome, Now));
        }

        Advance();
    }
}
