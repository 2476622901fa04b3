using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Messages;
using Consensoor.Spec.Gossip;

namespace Consensoor.Actors.Validators;

/// <summary>
/// An actor that does duties: has messages signed, publishes them, and reports each duty once the verdict on its messages is known.
/// Waits for at most <see cref="MaxWaiting"/> verdicts; a duty whose verdict is late by two slots is reported as missed.
/// </summary>
internal abstract class DutyActor : ReceiveActor
{
    /// <summary>Published messages whose verdict is open at once; beyond that the oldest is reported as missed.</summary>
    public const int MaxWaiting = 16_384;

    private const ulong MaxSlots = 2;

    private readonly ValidatorRefs _refs;
    private readonly SigningRequests _requests;
    private readonly Dictionary<object, OpenDuty> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<OpenDuty> _byAge = new();

    /// <summary>An actor for the duties of keys; the ids go on over its restarts.</summary>
    protected DutyActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        _refs = refs;
        _requests = new SigningRequests(refs.Signing, ids);
        Own = new OwnValidators(settings.Pubkeys);
        Receive<Signed>(_requests.On);
        Receive<Published>(OnPublished);
    }

    /// <summary>The log.</summary>
    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    /// <summary>The validators whose duties are done here.</summary>
    protected OwnValidators Own { get; }

    /// <summary>Has messages signed; the action is given the outcomes in their order.</summary>
    protected void Sign(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<SigningOutcome>> then)
    {
        if (messages.Count > 0)
        {
            _requests.Ask(messages, then);
        }
    }

    /// <summary>Has the message of a duty signed and publishes it, or reports the duty as missed with signing's reason.</summary>
    protected void SignAndPublish(
        ToSign toSign, Func<BLSSignature, object> messageOf, DutyKind kind, Slot slot, ValidatorIndex validator) =>
        Sign([toSign], outcomes => PublishOrMiss(outcomes[0], messageOf, kind, slot, validator));

    /// <summary>Publishes the message of a duty where it was signed, or reports the duty as missed with signing's reason.</summary>
    protected void PublishOrMiss(
        SigningOutcome outcome,
        Func<BLSSignature, object> messageOf,
        DutyKind kind,
        Slot slot,
        ValidatorIndex validator,
        params IReadOnlyCollection<ulong> subnets)
    {
        if (outcome.Signature is { } signature)
        {
            Publish(messageOf(signature), kind, slot, validator, subnets);
        }
        else
        {
            Missed(kind, slot, [validator], outcome.Refusal!);
        }
    }

    /// <summary>Publishes what is no duty by itself.</summary>
    protected void Publish(object message, ulong? subnet = null) => _refs.Publish.Tell(new Publish(message, subnet));

    /// <summary>
    /// Publishes the message of a duty, on several subnets where it belongs there; the duty is done when it is accepted on all.
    /// </summary>
    protected void Publish(object message, DutyKind kind, Slot slot, ValidatorIndex validator, params IReadOnlyCollection<ulong> subnets)
    {
        GiveUp(slot);
        var duty = new OpenDuty(message, kind, slot, validator, Math.Max(1, subnets.Count));
        _open[message] = duty;
        _byAge.Enqueue(duty);
        if (subnets.Count == 0)
        {
            Publish(message);
        }

        foreach (var subnet in subnets)
        {
            Publish(message, subnet);
        }
    }

    /// <summary>Reports a duty that was not done.</summary>
    protected void Missed(DutyKind kind, Slot slot, IReadOnlyList<ValidatorIndex> validators, string reason) =>
        DutyReport.Missed(Context, Log, kind, slot, validators, reason);

    /// <summary>True where an aggregate that is not sent on does no harm: a better one was there before it.</summary>
    private static bool IsCovered(DutyKind kind, GossipDecision decision) =>
        decision == GossipDecision.Ignore && kind is DutyKind.Aggregate or DutyKind.SyncContribution;

    private void OnPublished(Published published)
    {
        if (!_open.TryGetValue(published.Message, out var duty))
        {
            return;
        }

        var isDone = published.Decision == GossipDecision.Accept || IsCovered(duty.Kind, published.Decision);
        duty.Remaining--;
        if (isDone && duty.Remaining > 0)
        {
            return;
        }

        _open.Remove(published.Message);
        if (isDone)
        {
            DutyReport.Done(Context, duty.Kind, duty.Slot, duty.Validator);
        }
        else
        {
            Missed(duty.Kind, duty.Slot, [duty.Validator], $"the message was not sent: {published.Decision}, {published.Reason}");
        }
    }

    private void GiveUp(Slot now)
    {
        while (_byAge.TryPeek(out var oldest)
            && (oldest.Slot + MaxSlots < now || _open.Count >= MaxWaiting || !_open.ContainsKey(oldest.Message)))
        {
            _byAge.Dequeue();
            if (_open.Remove(oldest.Message))
            {
                Missed(oldest.Kind, oldest.Slot, [oldest.Validator], "nothing was heard of the message");
            }
        }
    }

    private sealed class OpenDuty(object message, DutyKind kind, Slot slot, ValidatorIndex validator, int remaining)
    {
        public object Message => message;

        public DutyKind Kind => kind;

        public Slot Slot => slot;

        public ValidatorIndex Validator => validator;

        public int Remaining { get; set; } = remaining;
    }
}
