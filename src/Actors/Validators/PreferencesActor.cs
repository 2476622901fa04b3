using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Tells builders what our proposers want in their slots, an epoch ahead (`gloas/validator.md#broadcasting-signedproposerpreferences`), in
/// the slot after the head has come to know them, when the others' heads have as well: signed, on gossip. Nobody bids for a slot whose
/// preferences were not told, so that what is not signed or not accepted is tried again in the next slot, <see cref="MaxTries"/> times in
/// all. The first preferences for a slot stand: others later are not told. A restart tells all again, which gossip leaves out as known.
/// The builders of the proposer's key are told over their API besides, once, what execution payment counts; not for shares of keys.
/// </summary>
internal sealed class PreferencesActor : ReceiveActor
{
    /// <summary>How often one preference is tried.</summary>
    public const int MaxTries = 4;

    private readonly ValidatorRefs _refs;
    private readonly OwnValidators _own;
    private readonly SigningRequests _requests;
    private readonly bool _isDistributed;
    private readonly ToldPlanner? _planner;
    private readonly SlotSchedule _schedule;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    // By slot and dependent root how often it was tried, and whether it is under way or done: those of the lookahead, and no more.
    private readonly Dictionary<(Slot Slot, Root DependentRoot), (int Tries, bool IsOpen)> _told = [];
    private Slot? _slot;
    private ChainView? _view;
    private ProposerTable? _proposers;

    /// <summary>Builds the actor; ids outlive its restarts.</summary>
    public PreferencesActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        _refs = refs;
        (_schedule, _isDistributed) = (settings.Schedule, settings.IsDistributed);
        _own = new OwnValidators(settings.Pubkeys);
        _requests = new SigningRequests(refs.Signing, ids);
        _planner = settings.IsTold ? new ToldPlanner(settings.Spec) : null;
        Receive<EpochPlan>(plan => _planner?.Take(plan));
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<KeysChanged>(changed => _own.Replace(changed.Pubkeys));
        Receive<ProposersChanged>(changed => _proposers = changed.Table);
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<Signed>(_requests.On);
        Receive<Published>(OnPublished);

        // The log has said what became of them.
        Receive<BuilderPreferencesTold>(static _ => { });
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new PreferencesActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
        Context.System.EventStream.Subscribe(Self, typeof(EpochPlan));
        Context.System.EventStream.Subscribe(Self, typeof(ProposersChanged));
        Context.System.EventStream.Subscribe(Self, typeof(KeysChanged));
        _refs.Signing.Tell(GetKeys.Instance);
        _refs.Proposers.Tell(GetProposers.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnSlot(Slot slot)
    {
        _requests.GiveUp();
        _slot = slot;
        foreach (var past in _told.Keys.Where(key => key.Slot <= slot).ToArray())
        {
            _told.Remove(past);
        }

        Tell();
    }

    private void Tell()
    {
        if (_view is not { } view || _slot is not { } slot || _proposers is not { } proposers)
        {
            return;
        }

        var planned = _planner?.Preferences(slot, proposers) ?? PreferencePlan.Of(view, slot, _own, proposers);
        var due = planned.Where(IsDue).ToList();
        if (due.Count == 0)
        {
            return;
        }

        foreach (var (_, preferences) in due)
        {
            var key = KeyOf(preferences);
            _told[key] = (_told.GetValueOrDefault(key).Tries + 1, IsOpen: false);
        }

        TellBuilders(
            [.. due.Where(one => _told[KeyOf(one.Preferences)].Tries == 1)], view, proposers, _schedule.DurationOf(slot));
        var messages = due.ConvertAll(one => DutySigning.Preferences(view.HeadState, one.Preferences, one.Proposer.Pubkey));
        _requests.Ask(messages, outcomes =>
        {
            foreach (var ((_, preferences), outcome) in due.Zip(outcomes))
            {
                if (outcome.Signature is { } signature)
                {
                    _refs.Publish.Tell(new Publish(new SignedProposerPreferences { Message = preferences, Signature = signature }));
                }
                else
                {
                    Missed(preferences, outcome.Refusal!);
                }
            }
        });
    }

    // Builders that hear nothing may bid all the same, and no more is counted of them: they are told once. What a share of a key signs
    // holds with no builder, and no middleware combines it.
    private void TellBuilders(
        IReadOnlyList<(OwnValidator Proposer, ProposerPreferences Preferences)> due,
        ChainView view,
        ProposerTable proposers,
        TimeSpan patience)
    {
        var entries = (_isDistributed ? [] : due).SelectMany(one => proposers.BuildersOf(one.Proposer.Pubkey).Builders
            .Select(builder => (one.Proposer.Pubkey, one.Preferences.ProposalSlot, Builder: builder))).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        var state = view.HeadState;
        var messages = entries.ConvertAll(entry => DutySigning.BuilderRequest(
            state, new BuilderRequestAuth { Data = entry.Builder.AuthData, Slot = entry.ProposalSlot }, entry.Pubkey));
        _requests.AskEach(messages, outcomes =>
        {
            var signed = outcomes.Where(static outcome => outcome.Outcome.Signature is not null).Select(outcome =>
            {
                var (pubkey, slot, builder) = entries[outcome.Place];
                return new BuilderPreference(
                    builder.Url, pubkey, slot, builder.AuthData, outcome.Outcome.Signature!.Value, builder.MaxExecutionPayment);
            }).ToList();
            if (signed.Count > 0)
            {
                _refs.Builders.Tell(new TellBuilderPreferences(0, signed, Context.System.Scheduler.Now + patience));
            }
        });
    }

    private bool IsDue((OwnValidator Proposer, ProposerPreferences Preferences) one) =>
        !_told.TryGetValue(KeyOf(one.Preferences), out var told) || (told.IsOpen && told.Tries < MaxTries);

    private void OnPublished(Published published)
    {
        // What is known already was told before a restart, or by another node with the same key that wants the same.
        if (published is { Message: SignedProposerPreferences { Message: var preferences }, IsOut: false })
        {
            Missed(preferences, published.Reason ?? "gossip did not take it");
        }
    }

    private void Missed(ProposerPreferences preferences, string reason)
    {
        var key = KeyOf(preferences);
        if (!_told.TryGetValue(key, out var told))
        {
            return;
        }

        _told[key] = told with { IsOpen = true };
        if (told.Tries == MaxTries)
        {
            _log.Warning(
                "builders do not bid for slot {0} of validator {1}: its preferences were not told: {2}",
                preferences.ProposalSlot,
                preferences.ValidatorIndex,
                reason);
        }
    }

    private static (Slot Slot, Root DependentRoot) KeyOf(ProposerPreferences preferences) =>
        (preferences.ProposalSlot, preferences.DependentRoot);
}
