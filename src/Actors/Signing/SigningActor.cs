using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;

namespace Consensoor.Actors.Signing;

/// <summary>
/// The only place that signs. What could be slashed is checked against the history and is on disk before the signature exists; then it
/// signs, then it answers. Each request is answered once, also where the disk fails. Keys of this process sign at once; a signer elsewhere
/// is waited for aside, and others are signed for meanwhile (who asks has at most <see cref="SigningRequests.MaxOpen"/> open). It holds
/// nothing of its own, so that a restart loses the request that failed, unsigned.
/// </summary>
public sealed class SigningActor : ReceiveActor
{
    private readonly ChainSpec _spec;
    private readonly IValidatorSigner _signer;
    private readonly ISlashingProtection _protection;
    private readonly Action<SigningStep> _onStep;
    private readonly HashSet<BLSPubkey> _pubkeys;
    private readonly DoppelgangerWatch? _doppelgangers;
    private readonly OwnValidators _own;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>
    /// Signs with a signer under a protection, once its keys are found to be nobody else's, where that is watched; an action hears of the
    /// steps, if any.
    /// </summary>
    public SigningActor(
        ChainSpec spec,
        IValidatorSigner signer,
        ISlashingProtection protection,
        DoppelgangerWatch? doppelgangers,
        Action<SigningStep>? onStep)
    {
        _spec = spec;
        _signer = signer;
        _protection = protection;
        _onStep = onStep ?? (static _ => { });
        _pubkeys = [.. signer.Pubkeys];
        _doppelgangers = doppelgangers;
        _own = new OwnValidators(signer.Pubkeys);
        Receive<Sign>(OnSign);
        Receive<SignedElsewhere>(late => Answer(late.Asker, late.RequestId, late.Outcomes));
        Receive<FailedElsewhere>(OnFailed);
        Receive<SlotStarted>(started => _doppelgangers?.At(started.Epoch));
        Receive<ChainViewChanged>(changed => Look(changed.View.HeadState));
    }

    /// <summary>Describes a signing actor for the keys of a signer; the action, if any, hears of the steps to a signature.</summary>
    public static Props Props(
        ChainSpec spec,
        IValidatorSigner signer,
        ISlashingProtection protection,
        Action<SigningStep>? onStep = null,
        DoppelgangerWatch? doppelgangers = null) =>
        Akka.Actor.Props.Create(() => new SigningActor(spec, signer, protection, doppelgangers, onStep));

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

    private void Look(BeaconState state)
    {
        foreach (var pubkey in _doppelgangers?.Look(state, _own.In(state)) ?? [])
        {
            _log.Error("{0} voted without this node: another program has the key, and nothing is signed with it here", pubkey);
        }
    }

    private Root RootOf(ToSign message) => message switch
    {
        ToSign.Block block =>
            Misc.ComputeSigningRoot(block.Header.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(block.Header.Slot))), block.Domain),
        ToSign.Attestation { Data: var data } vote =>
            Misc.ComputeSigningRoot(data.HashTreeRoot(_spec.Ssz(_spec.ForkAtSlot(data.Slot))), vote.Domain),
        ToSign.Other other => Misc.ComputeSigningRoot(other.ObjectRoot, other.Domain),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private static SlashableMessage? SlashableOf(ToSign message, Root root) => message switch
    {
        ToSign.Block block => new SlashableMessage.Block(block.Pubkey, block.Header.Slot, root),
        ToSign.Attestation { Data: var data } vote =>
            new SlashableMessage.Attestation(vote.Pubkey, data.Source.Epoch, data.Target.Epoch, root),
        _ => null,
    };

    /// <summary>Why a message is not signed, whatever was signed before; or null.</summary>
    private string? Problem(ToSign message)
    {
        if (!_pubkeys.Contains(message.Pubkey))
        {
            return $"the key {message.Pubkey} is not here";
        }

        if (_doppelgangers?.Problem(message.Pubkey) is { } watched)
        {
            return watched;
        }

        var type = new DomainType(message.Domain.AsSpan()[..4]);
        var isRight = message switch
        {
            ToSign.Block => type == Constants.DomainBeaconProposer,
            ToSign.Attestation => type == Constants.DomainBeaconAttester,
            _ => type != Constants.DomainBeaconProposer && type != Constants.DomainBeaconAttester,
        };
        return isRight ? null : $"a message of this kind is not signed in the domain {type}";
    }

    private void OnSign(Sign request)
    {
        _onStep(SigningStep.Received);
        var refusals = request.Messages.Select(Problem).ToArray();
        var roots = request.Messages.Select(RootOf).ToArray();
        NoteSlashable(request, roots, refusals);
        var outcomes = new SigningOutcome[roots.Length];
        List<(int At, Task<SigningOutcome> Later)> waiting = [];
        for (var i = 0; i < roots.Length; i++)
        {
            if (refusals[i] is { } refusal)
            {
                outcomes[i] = new SigningOutcome(null, refusal);
                continue;
            }

            var signing = _signer.Sign(request.Messages[i], roots[i]);
            if (signing.Now is { } outcome)
            {
                outcomes[i] = outcome;
            }
            else
            {
                waiting.Add((i, signing.Later!));
            }
        }

        if (waiting.Count == 0)
        {
            Answer(Sender, request.RequestId, outcomes);
            return;
        }

        var (asker, id) = (Sender, request.RequestId);
        Task.WhenAll(waiting.Select(static signing => signing.Later)).PipeBack(
            Context.System,
            Self,
            late =>
            {
                foreach (var (signing, outcome) in waiting.Zip(late))
                {
                    outcomes[signing.At] = outcome;
                }

                return new SignedElsewhere(asker, id, outcomes);
            },
            fault => new FailedElsewhere(asker, id, outcomes.Length, fault));
    }

    private void OnFailed(FailedElsewhere failed)
    {
        _log.Error(failed.Fault, "signing failed");
        var outcome = new SigningOutcome(null, "signing failed");
        Answer(failed.Asker, failed.RequestId, [.. Enumerable.Repeat(outcome, failed.Messages)]);
    }

    private void Answer(IActorRef asker, ulong requestId, IReadOnlyList<SigningOutcome> outcomes)
    {
        _onStep(SigningStep.Signed);
        asker.Tell(new Signed(requestId, outcomes));
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

    private sealed record SignedElsewhere(IActorRef Asker, ulong RequestId, IReadOnlyList<SigningOutcome> Outcomes);

    private sealed record FailedElsewhere(IActorRef Asker, ulong RequestId, int Messages, Exception Fault);
}
