using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Signing;

/// <summary>
/// The only place that signs. What could be slashed is checked against the history and is on disk before the signature exists; then it
/// signs, then it answers. Each message is answered once, also where the disk fails. Keys of this process sign at once; signers elsewhere
/// are waited for aside, each message by itself, and others are signed for meanwhile (who asks has at most
/// <see cref="SigningRequests.MaxOpen"/> open). Keys come and go; what a signer elsewhere gives for a key that is gone goes to nobody. It
/// holds nothing of its own, so that a restart loses the request that failed, unsigned.
/// </summary>
public sealed class SigningActor : ReceiveActor
{
    private readonly ChainSpec _spec;
    private readonly KeyRing _keys;
    private readonly ISlashingProtection _protection;
    private readonly Action<SigningStep> _onStep;
    private readonly DoppelgangerWatch? _doppelgangers;
    private readonly EquivocationLicence? _equivocations;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>
    /// Signs with keys under a protection, once its keys are found to be nobody else's, where that is watched; an action hears of the
    /// steps, if any.
    /// </summary>
    public SigningActor(
        ChainSpec spec,
        KeyRing keys,
        ISlashingProtection protection,
        DoppelgangerWatch? doppelgangers,
        Action<SigningStep>? onStep,
        EquivocationLicence? equivocations = null)
    {
        (_spec, _keys, _protection) = (spec, keys, protection);
        _equivocations = equivocations;
        _onStep = onStep ?? (static _ => { });
        _doppelgangers = doppelgangers;
        _own = new OwnValidators(keys.Pubkeys);
        Receive<Sign>(OnSign);
        Receive<SignedElsewhere>(OnSignedElsewhere);
        Receive<AddKeys>(OnAdd);
        Receive<RemoveKeys>(OnRemove);
        Receive<ImportHistory>(OnImport);
        Receive<GetKeys>(_ => Sender.Tell(new KeysChanged(_keys.Pubkeys)));
        Receive<SlotStarted>(started => _doppelgangers?.At(started.Epoch));
        Receive<ChainViewChanged>(changed => Found(_doppelgangers?.Look(changed.View.HeadState, _own.In(changed.View.HeadState))));
        Receive<VotesTold>(told =>
        {
            Found(_doppelgangers?.Tell(told.Epoch, told.Voted));
            Sender.Tell(new VotesTaken(_doppelgangers?.IsWatching == true));
        });
    }

    /// <summary>
    /// Describes a signing actor for the keys of a signer, in a ring of its own unless it is one; the action, if any, hears of the steps to
    /// a signature.
    /// </summary>
    public static Props Props(
        ChainSpec spec,
        IValidatorSigner signer,
        ISlashingProtection protection,
        Action<SigningStep>? onStep = null,
        DoppelgangerWatch? doppelgangers = null,
        EquivocationLicence? equivocations = null)
    {
        var keys = signer as KeyRing ?? new KeyRing(signer);
        return Akka.Actor.Props.Create(() => new SigningActor(spec, keys, protection, doppelgangers, onStep, equivocations));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_doppelgangers is not null)
        {
            Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
            Context.System.EventStream.Subscribe(Self, typeof(ChainViewChanged));
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void Found(IReadOnlyList<BLSPubkey>? doppelgangers)
    {
        foreach (var pubkey in doppelgangers ?? [])
        {
            _log.Error("{0} voted without this node: another program has the key, and nothing is signed with it here", pubkey);
        }
    }

    private Root RootOf(ToSign message) => message switch
    {
        ToSign.Block block => RootOf(block.Header, block.Domain),
        ToSign.SecondBlock second => RootOf(second.Header, second.Domain),
        ToSign.Attestation { Data: var data } vote =>
            Misc.ComputeSigningRoot(data.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(data.Slot))), vote.Domain),
        ToSign.Other other => Misc.ComputeSigningRoot(other.ObjectRoot, other.Domain),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private Root RootOf(BeaconBlockHeader header, Domain domain) =>
        Misc.ComputeSigningRoot(header.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(header.Slot))), domain);

    private static SlashableMessage? SlashableOf(ToSign message, Root root) => message switch
    {
        ToSign.Block block => new SlashableMessage.Block(block.Pubkey, block.Header.Slot, root),
        ToSign.Attestation { Data: var data } vote =>
            new SlashableMessage.Attestation(vote.Pubkey, data.Source.Epoch, data.Target.Epoch, root),
        ToSign.Other other => RevealProtection.Of(other, root),
        _ => null,
    };

    /// <summary>Why a message is not signed, whatever was signed before; or null.</summary>
    private string? Problem(ToSign message)
    {
        if (!_keys.Has(message.Pubkey))
        {
            return $"the key {message.Pubkey} is not here";
        }

        if (message is ToSign.SecondBlock && _equivocations?.Allows(message.Pubkey) != true)
        {
            return "a second block of a slot is signed for no key here";
        }

        if (_doppelgangers?.Problem(message.Pubkey) is { } watched)
        {
            return watched;
        }

        var type = new DomainType(message.Domain.AsSpan()[..4]);
        var isRight = message switch
        {
            ToSign.Block or ToSign.SecondBlock => type == Constants.DomainBeaconProposer,
            ToSign.Attestation => type == Constants.DomainBeaconAttester,
            _ => type != Constants.DomainBeaconProposer && type != Constants.DomainBeaconAttester,
        };
        return isRight ? RevealProtection.Problem(message, type, _spec) : $"a message of this kind is not signed in the domain {type}";
    }

    private void OnSign(Sign request)
    {
        _onStep(SigningStep.Received);
        var refusals = request.Messages.Select(Problem).ToArray();
        var roots = request.Messages.Select(RootOf).ToArray();
        NoteSlashable(request, roots, refusals);
        List<int> places = [];
        List<SigningOutcome> outcomes = [];
        List<(int Place, Task<SigningOutcome> Later)> waiting = [];
        for (var i = 0; i < roots.Length; i++)
        {
            var signing = refusals[i] is { } refusal
                ? new SigningOutcome(null, refusal)
                : _keys.Sign(request.Messages[i], roots[i]);
            if (signing.Now is { } outcome)
            {
                places.Add(i);
                outcomes.Add(outcome);
            }
            else
            {
                waiting.Add((i, signing.Later!));
            }
        }

        if (outcomes.Count > 0 || waiting.Count == 0)
        {
            Answer(Sender, new Signed(request.RequestId, outcomes) { Places = waiting.Count == 0 ? null : places });
        }

        foreach (var (place, later) in waiting)
        {
            var (asker, id, pubkey) = (Sender, request.RequestId, request.Messages[place].Pubkey);
            later.PipeBack(
                Context.System,
                Self,
                late => new SignedElsewhere(asker, id, place, pubkey, late, null),
                fault => new SignedElsewhere(asker, id, place, pubkey, new SigningOutcome(null, "signing failed"), fault));
        }
    }

    private void OnSignedElsewhere(SignedElsewhere late)
    {
        if (late.Fault is not null)
        {
            _log.Error(late.Fault, "signing failed");
        }

        var outcome = _keys.Has(late.Pubkey) ? late.Outcome : new SigningOutcome(null, $"the key {late.Pubkey} was removed meanwhile");
        Answer(late.Asker, new Signed(late.RequestId, [outcome]) { Places = [late.Place] });
    }

    private void OnAdd(AddKeys add)
    {
        var added = add.Pubkeys.Where(pubkey => _keys.Add(pubkey, add.Signer)).ToHashSet();
        if (added.Count > 0)
        {
            _doppelgangers?.Watch(added);
            Tell();
        }

        Sender.Tell(new KeysAdded(added));
    }

    private void OnRemove(RemoveKeys remove)
    {
        var removed = _keys.Remove(remove.Pubkeys);
        if (removed.Count > 0)
        {
            Tell();
        }

        try
        {
            Sender.Tell(new KeysRemoved(removed, _protection.Export(remove.Pubkeys.ToHashSet()), null));
        }
        catch (SlashingProtectionException e)
        {
            _log.Error("{0} keys sign no more, and what they signed cannot be read: {1}", removed.Count, e.Message);
            Sender.Tell(new KeysRemoved(removed, null, e.Message));
        }
    }

    private void OnImport(ImportHistory import)
    {
        string? problem = null;
        try
        {
            _protection.Import(import.History);
        }
        catch (SlashingProtectionException e)
        {
            problem = e.Message;
        }

        Sender.Tell(new HistoryImported(problem));
    }

    private void Tell()
    {
        _own.Replace(_keys.Pubkeys);
        Context.System.EventStream.Publish(new KeysChanged(_keys.Pubkeys));
    }

    private void Answer(IActorRef asker, Signed signed)
    {
        _onStep(SigningStep.Signed);
        asker.Tell(signed);
        _onStep(SigningStep.Answered);
    }

    /// <summary>Writes what could be slashed, and adds the reasons of what may not be signed.</summary>
    private void NoteSlashable(Sign request, Root[] roots, string?[] refusals)
    {
        var places = new List<int>();
        var slashable = new List<SlashableMessage>();
        for (var i = 0; i < roots.Length; i++)
        {
            if (refusals[i] is null && SlashableOf(request.Messages[i], roots[i]) is { } message)
            {
                places.Add(i);
                slashable.Add(message);
            }
        }

        if (slashable.Count == 0)
        {
            return;
        }

        try
        {
            foreach (var (place, refusal) in places.Zip(_protection.Note(slashable)))
            {
                refusals[place] = refusal;
            }
        }
        catch (SlashingProtectionException e)
        {
            _log.Error("{0} message(s) are not signed, since they could not be written first: {1}", slashable.Count, e.Message);
            places.ForEach(place => refusals[place] = $"it could not be written first: {e.Message}");
        }
    }

    private sealed record SignedElsewhere(
        IActorRef Asker, ulong RequestId, int Place, BLSPubkey Pubkey, SigningOutcome Outcome, Exception? Fault);
}
