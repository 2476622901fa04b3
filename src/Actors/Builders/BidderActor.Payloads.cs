using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Builders;

/// <summary>The payloads of bids that blocks took, and what builders have and owe.</summary>
internal sealed partial class BidderActor
{
    private readonly Dictionary<object, ShownPayload> _shown = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<BuilderIndex, BuilderAccount> _accounts = [];

    /// <summary>
    /// Shows the payload of a bid that the head's block took, or withholds it; either is for good. That no other is shown in the slot,
    /// whatever happens to this process, is on disk before the signature exists.
    /// </summary>
    private void Show(ChainView view)
    {
        if (Reveal.Of(view, Now, _settings.Schedule, _made) is not { Made: var made } reveal)
        {
            return;
        }

        var (builder, slot) = (made.Bid.BuilderIndex, made.Bid.Slot);
        _made.Close(builder, slot);
        if (reveal.Withheld is { } reason)
        {
            Withhold(builder, slot, reason);
            return;
        }

        var state = view.HeadState;
        var promised = BidMaking.Envelope(made, reveal.Block.Message, reveal.BlockRoot, state);
        var fault = FaultyReveal.Decide(_faults, slot, promised.Payload, made.Cells.Count > 0);
        if (IsKeptBack(fault, builder))
        {
            return;
        }

        var envelope = promised with { Payload = fault.Payload };
        _requests.Ask([DutySigning.Envelope(state, envelope, made.Pubkey)], outcomes =>
        {
            if (outcomes[0].Signature is not { } signature)
            {
                Withhold(builder, slot, outcomes[0].Refusal!);
                return;
            }

            var signed = new SignedExecutionPayloadEnvelope { Message = envelope, Signature = signature };
            var columns = PayloadColumns.Of(reveal.Block, made.Cells, _settings.Spec, state.Ssz);
            PublishShown(fault, signed, columns, new ShownPayload(builder, slot, reveal.BlockRoot, columns.Count + 1));
        });
    }

    private void Publish(IReadOnlyList<(object Message, ulong? Subnet)> messages, ShownPayload payload, PublishFault fault)
    {
        foreach (var late in _shown.Where(shown => shown.Value.Slot + 1 < payload.Slot).ToArray())
        {
            _shown.Remove(late.Key);
        }

        foreach (var (message, subnet) in messages)
        {
            _shown[message] = payload;
            _refs.Publish.Tell(new Publish(message, subnet) { Fault = fault });
        }
    }

    private void OnShown(Published published)
    {
        if (!_shown.Remove(published.Message, out var payload) || payload.IsOver)
        {
            return;
        }

        // Whoever has the blobs may have made a column of the same bytes, this node's own retrieval first.
        if (!published.IsOut)
        {
            payload.IsOver = true;
            Withhold(payload.Builder, payload.Slot, $"it was not sent: {published.Reason} ({published.Decision})");
        }
        else if (--payload.Remaining == 0)
        {
            _log.Info("builder {0} showed the payload of slot {1}", payload.Builder, payload.Slot);
            Context.System.EventStream.Publish(new PayloadRevealed(payload.Builder, payload.Slot, payload.BlockRoot));
        }
    }

    private void Withhold(BuilderIndex builder, Slot slot, string reason)
    {
        _log.Warning("builder {0} does not show the payload of slot {1}: {2}", builder, slot, reason);
        Context.System.EventStream.Publish(new PayloadWithheld(builder, slot, reason));
    }

    /// <summary>Finds the builders in the registry of a new head, and tells what their accounts have come to.</summary>
    private void OnHead(ChainView view)
    {
        var found = BuilderRegistry.Of(view.HeadState, _pubkeys);
        if (found.Count > MaxBuilders && _builders.Count < MaxBuilders)
        {
            _log.Warning("{0} builders have their keys here; the first {1} act", found.Count, MaxBuilders);
        }

        _builders = [.. found.Take(MaxBuilders)];
        foreach (var builder in _builders)
        {
            var account = BuilderRegistry.AccountOf(view.HeadState, builder, view.Head.Slot);
            var former = _accounts.GetValueOrDefault(builder.Index);
            if (former is null || former with { Slot = account.Slot } != account)
            {
                _accounts[builder.Index] = account;
                Say(former, account);
                Context.System.EventStream.Publish(account);
            }
        }
    }

    private void Say(BuilderAccount? former, BuilderAccount account)
    {
        if (former is null)
        {
            _log.Info("builder {0} of the registry has its key here, and a balance of {1} Gwei", account.Builder, account.Balance);
        }
        else if (former.Balance > account.Balance)
        {
            _log.Info(
                "builder {0} paid {1} Gwei by slot {2}; it has {3} Gwei, and owes {4}",
                account.Builder,
                former.Balance - account.Balance,
                account.Slot,
                account.Balance,
                account.Payments + account.Withdrawals);
        }
    }

    private sealed class ShownPayload(BuilderIndex builder, Slot slot, Root blockRoot, int messages)
    {
        public BuilderIndex Builder => builder;

        public Slot Slot => slot;

        public Root BlockRoot => blockRoot;

        public int Remaining { get; set; } = messages;

        public bool IsOver { get; set; }
    }
}
