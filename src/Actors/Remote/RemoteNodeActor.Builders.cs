using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Builders;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <content>
/// What is for builders goes by the nodes: requests for bids that the proposer signs (gloas), preferences, blinded blocks to the node that
/// made them, and registrations to every node, each for its own builders. What fails is told by its host or node once, until it is over.
/// </content>
internal sealed partial class RemoteNodeActor
{
    private readonly SigningRequests _requests;

    // By key the last registration that no node was given. Drop rule: of more than Bound keys the new ones, which are told anew in the next
    // epoch, and said.
    private readonly Dictionary<BLSPubkey, SignedValidatorRegistrationV1> _registrations = [];
    private readonly Dictionary<(string What, string Of), string> _problems = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();

    private void ReceiveBuilders()
    {
        Receive<Signed>(_requests.On);
        Receive<SlotStarted>(OnSlot);
        Receive<TellBuilderPreferences>(OnPreferences);
        Receive<PreferencesSent>(OnPreferencesSent);
        Receive<RegisterWithBuilder>(OnRegister);
        Receive<Register>(_ => OnRegisterTime());
        Receive<RegistrationsSent>(sent => OnRegistrationsSent(sent));
        Receive<AuthsOver>(over => OnAuthsOver(over.Id));
        Receive<SubmitBlindedBlock>(OnBlinded);
        Receive<BlindedSent>(OnBlindedSent);
    }

    private void OnPreferences(TellBuilderPreferences tell)
    {
        if (tell.Entries.Count == 0)
        {
            Sender.Tell(new BuilderPreferencesTold(tell.RequestId, []));
            return;
        }

        // The same requests are what the block's builders are asked with.
        foreach (var entry in tell.Entries)
        {
            _auths.Keep(entry.Proposer, entry.Slot, entry.AuthData, entry.Signature);
        }

        var asker = Sender;
        _publishing.Preferences(_order, tell.Entries, tell.By - Context.System.Scheduler.Now).PipeBack(
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
            Say("preferences for", entry.Url, BuilderBids.HostOf(entry.Url), sending.Problem);
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

        var dropped = 0;
        foreach (var registration in register.Registrations)
        {
            if (_registrations.Count < Bound || _registrations.ContainsKey(registration.Message.Pubkey))
            {
                _registrations[registration.Message.Pubkey] = registration;
            }
            else
            {
                dropped++;
            }
        }

        Say("registrations", "", "", dropped > 0 ? $"{dropped} are not told in this epoch: {Bound} wait for a beacon node" : null);
    }

    // Where no node is of use they wait for the first that is.
    private void OnRegisterTime()
    {
        if (_order.Count == 0 || _registrations.Count == 0)
        {
            return;
        }

        SignedValidatorRegistrationV1[] registrations = [.. _registrations.Values];
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
        Say("registrations with the builders of beacon node", $"{sent.Node}", $"{sent.Node}", sent.Sending.Problem);
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

    // What one of several is called may be nothing for a log, and is shown by another name. A problem is said once, until it is over.
    private void Say(string what, string of, string shown, string? problem)
    {
        if (problem is null)
        {
            _problems.Remove((what, of));
        }
        else if (_problems.GetValueOrDefault((what, of)) != problem)
        {
            _problems[(what, of)] = problem;
            _log.Warning("{0}: {1}", shown.Length > 0 ? $"{what} {shown}" : what, problem);
        }
    }

    private sealed record PreferencesSent(IActorRef Asker, TellBuilderPreferences Ask, IReadOnlyList<RemoteSending> Sendings);

    private sealed record Register;

    private sealed record RegistrationsSent(int Node, RemoteSending Sending);

    private sealed record BlindedSent(IActorRef Asker, ulong RequestId, RemoteSending Sending);
}
