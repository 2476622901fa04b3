using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;

namespace Consensoor.Actors.Remote;

/// <content>
/// What is for builders goes by the nodes: requests for bids that the proposer signs (gloas), preferences, blinded blocks to the node that
/// made them, and registrations to every node, each for its own builders. What fails is told by its host or node once, until it is over.
/// </content>
internal sealed partial class RemoteNodeActor
{
    private readonly SigningRequests _requests;
    private readonly HashSet<SignedValidatorRegistrationV1> _registrations = new(ReferenceEqualityComparer.Instance);
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private void ReceiveBuilders()
    {
        Receive<Signed>(_requests.On);
        Receive<SlotStarted>(_ => _requests.GiveUp());
        Receive<TellBuilderPreferences>(OnPreferences);
        Receive<PreferencesSent>(OnPreferencesSent);
        Receive<RegisterWithBuilder>(OnRegister);
        Receive<Register>(_ => OnRegisterTime());
        Receive<RegistrationsSent>(sent => OnRegistrationsSent(sent));
        Receive<SubmitBlindedBlock>(OnBlinded);
        Receive<BlindedSent>(OnBlindedSent);
    }

    /// <summary>
    /// Gives what is said of a block's proposer, its builders with signed requests where the fork has such; a builder whose request is not
    /// signed is not asked, as all are not for a share of a key.
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

        var state = DomainStates.At(_settings, ask.Slot);
        var requests = builders.Select(builder => DutySigning.BuilderRequest(
            state, new BuilderRequestAuth { Data = builder.AuthData, Slot = ask.Slot }, proposer!.Pubkey));
        _requests.Ask([.. requests], outcomes =>
        {
            var signed = builders.Zip(outcomes, static (builder, outcome) => builder with { Signature = outcome.Signature }).ToList();
            foreach (var (builder, outcome) in builders.Zip(outcomes))
            {
                Say($"asking {BuilderBids.HostOf(builder.Url)}", outcome.Refusal);
            }

            then(terms with { Builders = terms.Builders with { Builders = signed } });
        });
    }

    private void OnPreferences(TellBuilderPreferences tell)
    {
        if (tell.Entries.Count == 0)
        {
            Sender.Tell(new BuilderPreferencesTold(tell.RequestId, []));
            return;
        }

        var asker = Sender;
        _publishing.Preferences(_order, tell.Entries).PipeBack(
            Context.System,
            Self,
            sent => new PreferencesSent(asker, tell, sent),
            fault => new PreferencesSent(asker, tell, [.. tell.Entries.Select(_ => new RemoteSending(fault.Message, false, []))]));
    }

    private void OnPreferencesSent(PreferencesSent sent)
    {
        Fail([.. sent.Sendings.SelectMany(static sending => sending.Failed).Distinct()]);
        foreach (var (entry, sending) in sent.Ask.Entries.Zip(sent.Sendings))
        {
            Say($"preferences for {BuilderBids.HostOf(entry.Url)}", sending.Problem);
        }

        sent.Asker.Tell(new BuilderPreferencesTold(sent.Ask.RequestId, [.. sent.Sendings.Select(static sending => sending.Problem)]));
    }

    // The same registration is told for each URL that its key names, and a node gives it to its own builders.
    private void OnRegister(RegisterWithBuilder register)
    {
        if (_registrations.Count == 0)
        {
            Timers.StartSingleTimer(typeof(Register), new Register(), Together);
        }

        _registrations.UnionWith(register.Registrations.Take(Math.Max(0, Bound - _registrations.Count)));
    }

    private void OnRegisterTime()
    {
        SignedValidatorRegistrationV1[] registrations = [.. _registrations];
        _registrations.Clear();
        var patience = _settings.DeadlineIn(_settings.Schedule.SlotAtOrGenesis(Context.System.Scheduler.Now));
        foreach (var node in _order)
        {
            _publishing.Registrations(node, registrations, patience).PipeBack(
                Context.System,
                Self,
                sent => new RegistrationsSent(node, sent),
                fault => new RegistrationsSent(node, new RemoteSending(fault.Message, false, [])));
        }
    }

    private void OnRegistrationsSent(RegistrationsSent sent)
    {
        Fail(sent.Sending.Failed);
        Say($"registrations with the builders of beacon node {sent.Node}", sent.Sending.Problem);
    }

    private void OnBlinded(SubmitBlindedBlock submit)
    {
        var context = _settings.Spec.Ssz(_settings.Spec.ForkAtSlot(submit.Block.Message.Slot));
        var asker = Sender;
        if (Kept(submit.Block.Message.HeaderIn(context).HashTreeRoot(context)) is not { } made)
        {
            asker.Tell(new BlindedBlockSubmitted(submit.RequestId, null, null, "it is not known which node made the block"));
            return;
        }

        _publishing.Blinded(made.Node, submit.Block).PipeBack(
            Context.System,
            Self,
            sent => new BlindedSent(asker, submit.RequestId, sent),
            fault => new BlindedSent(asker, submit.RequestId, new RemoteSending(fault.Message, false, [])));
    }

    private void OnBlindedSent(BlindedSent sent)
    {
        Fail(sent.Sending.Failed);
        sent.Asker.Tell(new BlindedBlockSubmitted(sent.RequestId, null, null, sent.Sending.Problem));
    }

    private void Say(string what, string? problem)
    {
        if (problem is null)
        {
            _problems.Remove(what);
        }
        else if (_problems.GetValueOrDefault(what) != problem)
        {
            _problems[what] = problem;
            _log.Warning("{0}: {1}", what, problem);
        }
    }

    private sealed record PreferencesSent(IActorRef Asker, TellBuilderPreferences Ask, IReadOnlyList<RemoteSending> Sendings);

    private sealed record Register;

    private sealed record RegistrationsSent(int Node, RemoteSending Sending);

    private sealed record BlindedSent(IActorRef Asker, ulong RequestId, RemoteSending Sending);
}
