using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Transition;

namespace Consensoor.Actors.Chain;

/// <summary>
/// The one room of the node for what came before what it needs: blocks, envelopes, and the messages of gossip lanes. It stands here, as the
/// chain alone knows at once what enters the store and what is refused.
/// </summary>
public sealed partial class ChainCore
{
    private readonly WaitingRoom<WaitKey, IWaits> _room;

    /// <summary>Takes in messages that a lane cannot judge yet; each goes back to it once.</summary>
    public void Await(AwaitBlocks command, IActorRef lane)
    {
        var (here, refused) = (new List<LaneWait>(), new List<LaneWait>());

        // Votes that come together mostly name one payload: what a peer named is told once.
        var named = new HashSet<(WaitKey Key, string? Peer)>();
        foreach (var message in command.Messages)
        {
            var wait = new LaneWait(lane, message);
            if (_refused.Contains(message.Root))
            {
                refused.Add(wait);
            }
            else if (_store.Blocks.TryGetValue(message.Root, out var block) && (!message.IsPayload || Payloads.IsPayloadVerified(block)))
            {
                here.Add(wait);
            }
            else
            {
                Park(wait.Key, wait);
                if (message.IsFetched && named.Add((wait.Key, message.Source.PeerId)))
                {
                    Miss(wait.Key, message.Source);
                }
            }
        }

        Return(here, WaitVerdict.Here, "");
        Return(refused, WaitVerdict.Refused, "the block it names was refused");
    }

    private void Park(WaitKey key, IWaits waits)
    {
        waits.StageSince = CurrentSlot;
        if (_room.Add(waits.Kind, waits.Source.PeerId, key, waits, out var dropped))
        {
            Dismiss([dropped!], "too many wait");
        }
    }

    /// <summary>
    /// Says that a block or payload is missing, unless it is under way. Where it waits itself, what it waits for is what is missing: who
    /// sent something on top may have that, when others have not.
    /// </summary>
    private void Miss(WaitKey key, Source source)
    {
        // No longer than the room has places, and never in a circle: a root is made of its parent's.
        while (_room.WaitsFor(key) is { } below)
        {
            key = below;
        }

        if (key.What == WaitKey.Need.Payload)
        {
            if (!_envelopeImports.ContainsKey(key.Root))
            {
                Publish(new PayloadMissing(key.Root, source));
            }
        }
        else if (key.What == WaitKey.Need.Block && !_imports.ContainsKey(key.Root))
        {
            Publish(new ParentUnknown(key.Root, source)
            {
                ChildSlot = _room.Peek(key).Select(BlockSlot).FirstOrDefault(static slot => slot is not null),
            });
        }
    }

    private static Slot? BlockSlot(IWaits waits) => waits switch
    {
        BlockImport block => block.Slot,
        LaneWait lane => lane.Message.BlockSlot,
        _ => null,
    };

    /// <summary>What was under way is dropped: where something waits for it, it is missing again.</summary>
    private void MissAgain(WaitKey key)
    {
        if (_room.Peek(key).FirstOrDefault(static waits => waits is not LaneWait { Message.IsFetched: false }) is { } waits)
        {
            Miss(key, waits.Source);
        }
    }

    /// <summary>Says of all that is waited for that it is missing, to sync that has begun anew; of data that is said each slot.</summary>
    public void MissAllAgain()
    {
        foreach (var key in _room.Keys.ToArray())
        {
            MissAgain(key);
        }
    }

    private void ResumeFuture(Slot slot) => Resume(_room.TakeWhere((key, _) => key.What == WaitKey.Need.Slot && key.Slot <= slot));

    /// <summary>Goes on with what waited: envelopes first, since blocks may wait for them.</summary>
    private void Resume(IReadOnlyList<IWaits> waiting)
    {
        foreach (var envelope in waiting.OfType<EnvelopeImport>())
        {
            if (_envelopeImports.TryGetValue(envelope.BlockRoot, out var underWay) && underWay.Envelope != envelope.Envelope)
            {
                Park(WaitKey.Turn(envelope.BlockRoot), envelope);
            }
            else
            {
                Consider(envelope);
            }
        }

        foreach (var block in waiting.OfType<BlockImport>())
        {
            Consider(block);
        }

        Return(waiting.OfType<LaneWait>(), WaitVerdict.Here, "");
    }

    /// <summary>A block was refused: so is what waits for it; for now only, where the refusal is.</summary>
    private void RefuseChildren(Root root, RefusalScope scope)
    {
        IWaits[] waiting = [.. _room.Take(WaitKey.Block(root)), .. _room.Take(WaitKey.Payload(root))];
        foreach (var envelope in waiting.OfType<EnvelopeImport>())
        {
            var refusal = Refusal.Because("its block was refused", "on_execution_payload_envelope");
            Answer(envelope.Waiters, root, ImportVerdict.Refused, refusal, isBlamed: scope != RefusalScope.Now);
        }

        foreach (var child in waiting.OfType<BlockImport>())
        {
            Refuse(child, Refusal.Because("its parent was refused", "on_block"), scope);
        }

        var verdict = scope == RefusalScope.Root ? WaitVerdict.Refused : WaitVerdict.GivenUp;
        Return(waiting.OfType<LaneWait>(), verdict, "the block it names was refused");
    }

    /// <summary>Gives up what has waited too long, and what finality has passed.</summary>
    private void GiveUpWaiting(Slot now) => Dismiss(
        _room.TakeWhere((_, waits) => waits switch
        {
            LaneWait lane => lane.StageSince + (Slot)lane.Message.GiveUpSlots < now,
            BlockImport block when block.Slot <= FinalizedSlot => true,
            _ => waits.StageSince + (Slot)_settings.EarlySlots < now,
        }),
        "what it waited for did not come");

    private void Dismiss(IReadOnlyList<IWaits> waiting, string why)
    {
        foreach (var waits in waiting)
        {
            switch (waits)
            {
                case BlockImport block:
                    Drop(block, why);
                    break;
                case EnvelopeImport envelope:
                    Answer(envelope.Waiters, envelope.BlockRoot, ImportVerdict.Dropped);
                    break;
            }
        }

        Return(waiting.OfType<LaneWait>(), WaitVerdict.GivenUp, why);
    }

    /// <summary>Gives messages that waited back to their lanes, with what became of what they waited for.</summary>
    private void Return(IEnumerable<LaneWait> waiting, WaitVerdict verdict, string reason)
    {
        foreach (var lane in waiting.GroupBy(static waits => waits.Lane))
        {
            _ports.Answer(lane.Key, new WaitEnded([.. lane.Select(static waits => waits.Message.Item)], verdict, reason));
        }
    }
}
