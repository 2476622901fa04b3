using Consensoor.Actors.Builders;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <content>
/// Requests for bids that proposers sign (gloas): those of preferences, which were signed an epoch ahead, and else anew, for which a block
/// waits a little and then goes without that builder.
/// </content>
internal sealed partial class RemoteNodeActor
{
    // A quarter of what the parts of a block have.
    private const int AuthsPerSlot = 32;

    private readonly BuilderAuths _auths = new();

    // Blocks that wait for signatures, by the request's number; each goes when its time is over.
    private readonly Dictionary<ulong, Awaited> _awaited = [];
    private ulong _lastAwaited;

    private void OnSlot(SlotStarted started)
    {
        _requests.GiveUp();
        _auths.ForgetBefore(started.Slot);
    }

    /// <summary>
    /// Gives what is said of a block's proposer, its builders with signed requests where the fork has such; a builder whose request is not
    /// signed in time is not asked, as all are not for a share of a key.
    /// </summary>
    private void WithBuilders(ProduceBlock ask, Action<ProposerTerms?> then)
    {
        var (epoch, offset) = (ask.Slot / _settings.SlotsPerEpoch, ask.Slot % _settings.SlotsPerEpoch);
        var proposer = _plans.GetValueOrDefault(epoch)?.Proposers?[offset];
        var terms = proposer is null ? null : _proposers?.Of(proposer.Pubkey, proposer.Index, epoch);
        if (terms is not { Builders: { IsEnabled: true, Builders: { Count: > 0 } builders } }
            || _settings.Spec.ForkAtSlot(ask.Slot) < ForkName.Gloas
            || _settings.IsDistributed)
        {
            then(terms);
            return;
        }

        var id = ++_lastAwaited;
        var waiting = _awaited[id] = new Awaited(ask.Slot, proposer!.Pubkey, terms, then);
        BuilderEndpoint[] missing = [.. builders
            .Where(builder => _auths.Of(proposer.Pubkey, ask.Slot, builder.AuthData) is null)
            .DistinctBy(static builder => builder.AuthData)];
        waiting.Missing = missing.Length;
        if (missing.Length == 0)
        {
            OnAuthsOver(id);
            return;
        }

        Timers.StartSingleTimer(("auths", id), new AuthsOver(id), _settings.Schedule.DurationOf(ask.Slot) / AuthsPerSlot);
        var state = DomainStates.At(_settings, ask.Slot);
        var requests = missing.Select(builder => DutySigning.BuilderRequest(
            state, new BuilderRequestAuth { Data = builder.AuthData, Slot = ask.Slot }, proposer.Pubkey));
        _requests.AskEach([.. requests], outcomes =>
        {
            foreach (var (place, outcome) in outcomes)
            {
                if (outcome.Signature is { } signature)
                {
                    _auths.Keep(proposer.Pubkey, ask.Slot, missing[place].AuthData, signature);
                }
                else
                {
                    waiting.Refusals[missing[place].AuthData] = outcome.Refusal!;
                }
            }

            waiting.Missing -= outcomes.Count;
            if (waiting.Missing == 0)
            {
                OnAuthsOver(id);
            }
        });
    }

    /// <summary>All is signed, or the time for it is over: the block is asked for with what there is.</summary>
    private void OnAuthsOver(ulong id)
    {
        if (!_awaited.Remove(id, out var waiting))
        {
            return;
        }

        Timers.Cancel(("auths", id));
        var builders = waiting.Terms.Builders;
        var signed = builders.Builders.Select(builder => builder with
        {
            Signature = _auths.Of(waiting.Proposer, waiting.Slot, builder.AuthData),
        }).ToList();
        foreach (var builder in signed)
        {
            Say("asking", builder.Url, BuilderBids.HostOf(builder.Url), builder.Signature is null
                ? waiting.Refusals.GetValueOrDefault(builder.AuthData) ?? "its request was not signed in time"
                : null);
        }

        waiting.Then(waiting.Terms with { Builders = builders with { Builders = signed } });
    }

    private sealed class Awaited(Slot slot, BLSPubkey proposer, ProposerTerms terms, Action<ProposerTerms?> then)
    {
        public Slot Slot => slot;

        public BLSPubkey Proposer => proposer;

        public ProposerTerms Terms => terms;

        public Action<ProposerTerms?> Then => then;

        public int Missing { get; set; }

        public Dictionary<ByteList, string> Refusals { get; } = [];
    }

    private sealed record AuthsOver(ulong Id);
}
