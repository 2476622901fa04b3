using Akka.Actor;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Validators;

/// <summary>
/// Tells the builders of our validators in each epoch until gloas who is to be paid and what gas limit is wanted (`builder-specs`,
/// `bellatrix/validator.md#validator-registration`): signed anew where either is another, else as before. In a slot at most the greater of
/// <see cref="AtOnce"/> and a share that lets all be told in half an epoch, so that signing is not held up: first those that were not tried
/// for longest, as what is not signed is tried again and again.
/// </summary>
internal sealed class RegistrationsActor : ReceiveActor
{
    /// <summary>Registrations of a slot, where there are no more than that a slot.</summary>
    public const int AtOnce = 64;

    private readonly ValidatorRefs _refs;
    private readonly ChainSpec _spec;
    private readonly OwnValidators _own;
    private readonly bool _isTold;
    private readonly SigningRequests _requests;

    // By key the last registration, the epoch in which builders were last told of it, and when it was last asked to be signed, or that it
    // is at the moment: those of our keys, and no more.
    private readonly Dictionary<BLSPubkey, SignedValidatorRegistrationV1> _signed = [];
    private readonly Dictionary<BLSPubkey, Epoch> _told = [];
    private readonly Dictionary<BLSPubkey, (Slot At, bool IsOpen)> _tried = [];
    private ChainView? _view;
    private EpochPlan? _plan;
    private ProposerTable? _proposers;

    /// <summary>Builds the actor; ids outlive its restarts.</summary>
    public RegistrationsActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        (_refs, _spec, _isTold) = (refs, settings.Spec, settings.IsTold);
        _own = new OwnValidators(settings.Pubkeys);
        _requests = new SigningRequests(refs.Signing, ids);
        Receive<ChainViewChanged>(changed => _view = changed.View);
        Receive<EpochPlan>(plan => _plan = plan);
        Receive<ProposersChanged>(changed => _proposers = changed.Table);
        Receive<KeysChanged>(OnKeys);
        Receive<SlotStarted>(OnSlot);
        Receive<Signed>(_requests.On);
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(ValidatorSettings settings, ValidatorRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new RegistrationsActor(settings, refs, ids));
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

    private void OnKeys(KeysChanged changed)
    {
        _own.Replace(changed.Pubkeys);
        var here = changed.Pubkeys.ToHashSet();
        foreach (var gone in _signed.Keys.Concat(_told.Keys).Concat(_tried.Keys).Where(key => !here.Contains(key)).ToArray())
        {
            _signed.Remove(gone);
            _told.Remove(gone);
            _tried.Remove(gone);
        }
    }

    private void OnSlot(SlotStarted started)
    {
        _requests.GiveUp();

        // A block of the next epoch is told for in this one.
        if (_view is not { } view
            || _proposers is not { NamesBuilders: true } proposers
            || _spec.ForkAt(started.Epoch + 1) is < ForkName.Electra or >= ForkName.Gloas)
        {
            return;
        }

        var state = view.HeadState;
        var due = Present(state, started.Epoch)
            .Where(one => !(_told.TryGetValue(one.Value, out var told) && told == started.Epoch)
                && !_tried.GetValueOrDefault(one.Value).IsOpen)
            .OrderBy(one => _tried.TryGetValue(one.Value, out var tried) ? tried.At : (Slot?)null)
            .ThenBy(static one => one.Key)
            .Select(one => (Pubkey: one.Value, Terms: proposers.Of(one.Value, one.Key, started.Epoch)))
            .Where(static one => one.Terms.Builders is { IsEnabled: true, Builders.Count: > 0 })
            .Take(Math.Max(AtOnce, (2 * _own.Pubkeys.Count / (int)_spec.Preset.SlotsPerEpoch) + 1))
            .ToList();
        var now = (ulong)Context.System.Scheduler.Now.ToUnixTimeSeconds();
        var fresh = due.Where(one => !Holds(one.Pubkey, one.Terms)).Select(one => new ValidatorRegistrationV1
        {
            FeeRecipient = one.Terms.FeeRecipient,
            GasLimit = one.Terms.GasLimit,
            Timestamp = now,
            Pubkey = one.Pubkey,
        }).ToList();
        Tell(started.Epoch, due.Where(one => Holds(one.Pubkey, one.Terms)));
        if (fresh.Count == 0)
        {
            return;
        }

        foreach (var one in fresh)
        {
            _tried[one.Pubkey] = (started.Slot, IsOpen: true);
        }

        _requests.AskEach(fresh.ConvertAll(one => DutySigning.Registration(state, started.Epoch, one)), outcomes =>
        {
            foreach (var (place, outcome) in outcomes)
            {
                if (_tried.TryGetValue(fresh[place].Pubkey, out var tried))
                {
                    _tried[fresh[place].Pubkey] = tried with { IsOpen = false };
                }

                if (outcome.Signature is { } signature)
                {
                    _signed[fresh[place].Pubkey] = new SignedValidatorRegistrationV1 { Message = fresh[place], Signature = signature };
                }
            }

            var asked = outcomes.Select(outcome => fresh[outcome.Place].Pubkey).ToHashSet();
            Tell(started.Epoch, due.Where(one => asked.Contains(one.Pubkey) && Holds(one.Pubkey, one.Terms)));
        });
    }

    // What another's node tells has all that are active among those that attest in an epoch.
    private IEnumerable<KeyValuePair<ValidatorIndex, BLSPubkey>> Present(BeaconState state, Epoch epoch) => _isTold
        ? _plan?.Attesters.Slots.SelectMany(static slot => slot).Select(static one => KeyValuePair.Create(one.Validator, one.Pubkey)) ?? []
        : _own.In(state).Where(one => state.Validators[(int)one.Key].ExitEpoch > epoch);

    private bool Holds(BLSPubkey pubkey, ProposerTerms terms) => _signed.TryGetValue(pubkey, out var known)
        && (known.Message.FeeRecipient, known.Message.GasLimit) == (terms.FeeRecipient, terms.GasLimit);

    private void Tell(Epoch epoch, IEnumerable<(BLSPubkey Pubkey, ProposerTerms Terms)> ready)
    {
        var byUrl = new SortedDictionary<string, List<SignedValidatorRegistrationV1>>(StringComparer.Ordinal);
        foreach (var (pubkey, terms) in ready)
        {
            _told[pubkey] = epoch;
            foreach (var url in terms.Builders.Builders.Select(static one => one.Url).Distinct())
            {
                if (!byUrl.TryGetValue(url, out var list))
                {
                    byUrl[url] = list = [];
                }

                list.Add(_signed[pubkey]);
            }
        }

        foreach (var (url, list) in byUrl)
        {
            _refs.Builders.Tell(new RegisterWithBuilder(url, list));
        }
    }
}
