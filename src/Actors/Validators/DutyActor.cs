using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Faults;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Signing;
using Consensoor.Messages;

namespace Consensoor.Actors.Validators;

/// <summary>
/// An actor that does duties: has messages signed, publishes them, and reports each duty once the verdict on its messages is known.
/// Waits for at most <see cref="MaxWaiting"/> verdicts; a duty whose verdict is late by two slots is reported as missed, and one that
/// signing has not answered by the end of the slot after; a restart reports what it loses.
/// </summary>
internal abstract class DutyActor : ReceiveActor
{
    /// <summary>Published messages whose verdict is open at once; beyond that the oldest is reported as missed.</summary>
    public const int MaxWaiting = 16_384;

    private const ulong MaxSlots = 2;

    private readonly ValidatorRefs _refs;
    private readonly SigningRequests _requests;
    private readonly SigningRequests _selections;
    private readonly Dictionary<object, OpenDuty> _open = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<OpenDuty> _byAge = new();
    private readonly List<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> _inSigning = [];
    private readonly Dictionary<(DutyKind Kind, Slot Slot, string Reason), List<ValidatorIndex>> _missed = [];
    private Slot? _begunBefore;

    /// <summary>An actor for the duties of keys; the ids go on over its restarts.</summary>
    protected DutyActor(ValidatorSettings settings, ValidatorRefs refs, RequestIds ids)
    {
        _refs = refs;
        _requests = new SigningRequests(refs.Signing, ids);
        _selections = new SigningRequests(refs.Selections ?? refs.Signing, ids);
        Faults = new FaultDoer(Context);
        Receive<FaultsChanged>(Faults.Take);
        Receive<Signed>(signed =>
        {
            // One of them has asked: their numbers are of one row.
            _requests.On(signed);
            _selections.On(signed);
        });
        Receive<Published>(OnPublished);
        Receive<BegunBefore>(begun => _begunBefore = begun.Slot);
        Receive<SlotStarted>(started =>
        {
            _requests.GiveUp();
            _selections.GiveUp();
            GiveUp(started.Slot);
            SayMissed();
            OnSlot(started.Slot);
        });
    }

    protected ILoggingAdapter Log { get; } = Context.GetLogger();

    /// <summary>What is done wrong on purpose.</summary>
    protected FaultDoer Faults { get; }

    /// <summary>Has messages signed; the action is given the outcomes in their order.</summary>
    protected void Sign(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<SigningOutcome>> then)
    {
        if (messages.Count > 0)
        {
            _requests.Ask(messages, then);
        }
    }

    /// <summary>Has selection proofs made, by signing or by another; the action is given the outcomes in their order.</summary>
    protected void SignSelections(IReadOnlyList<ToSign> proofs, Action<IReadOnlyList<SigningOutcome>> then)
    {
        if (proofs.Count > 0)
        {
            _selections.Ask(proofs, then);
        }
    }

    /// <summary>
    /// Has messages signed; the action is given outcomes with the places of their messages, those of keys that are here at once, those of
    /// signers elsewhere as they come.
    /// </summary>
    protected void SignEach(IReadOnlyList<ToSign> messages, Action<IReadOnlyList<(int Place, SigningOutcome Outcome)>> then)
    {
        if (messages.Count > 0)
        {
            _requests.AskEach(messages, then);
        }
    }

    /// <summary>Has the message of a duty signed and publishes it, or reports the duty as missed with signing's reason.</summary>
    protected void SignAndPublish(
        ToSign toSign, Func<BLSSignature, object> messageOf, DutyKind kind, Slot slot, ValidatorIndex validator)
    {
        _inSigning.Add((kind, slot, validator));
        Sign([toSign], outcomes =>
        {
            _inSigning.Remove((kind, slot, validator));
            PublishOrMiss(outcomes[0], messageOf, kind, slot, validator);
        });
    }

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

    /// <summary>
    /// Publishes the message of a duty, on several subnets where it belongs there; the duty is done when it is accepted on all.
    /// </summary>
    protected void Publish(object message, DutyKind kind, Slot slot, ValidatorIndex validator, params IReadOnlyCollection<ulong> subnets) =>
        PublishAll(kind, slot, validator, subnets.Count == 0 ? [(message, null)] : [.. subnets.Select(at => (message, (ulong?)at))]);

    /// <summary>Publishes what makes up a duty, each on its subnet; the duty is done when all of it is accepted.</summary>
    protected void PublishAll(
        DutyKind kind,
        Slot slot,
        ValidatorIndex validator,
        IReadOnlyList<(object Message, ulong? Subnet)> messages,
        PublishFault fault = PublishFault.None)
    {
        GiveUp(slot);
        var duty = new OpenDuty(new DutyName(kind, slot, validator), messages, Context.System.Scheduler.Now);
        _byAge.Enqueue(duty);
        foreach (var (message, subnet) in messages)
        {
            _open[message] = duty;
            _refs.Publish.Tell(new Publish(message, subnet) { Fault = fault, Duty = duty.Name });
        }
    }

    /// <summary>True for a slot that was under way when the node began: what was done in it before is not known.</summary>
    protected bool HasBegunBefore(Slot slot) => slot <= _begunBefore;

    /// <summary>A duty is done, by this message last.</summary>
    protected virtual void OnDone(object message)
    {
    }

    /// <summary>A slot has begun; what belongs to earlier ones may be given up.</summary>
    protected virtual void OnSlot(Slot slot)
    {
    }

    /// <summary>
    /// Reports a duty that was not done; the operator hears of it when the slot is over. One of a slot that began before the node was ready
    /// is no miss.
    /// </summary>
    protected void Missed(
        DutyKind kind, Slot slot, IReadOnlyList<ValidatorIndex> validators, string reason, DateTimeOffset? signedAt = null)
    {
        if (HasBegunBefore(slot))
        {
            return;
        }

        DutyReport.Missed(Context, kind, slot, validators, reason, signedAt);
        if (!_missed.TryGetValue((kind, slot, reason), out var all))
        {
            _missed[(kind, slot, reason)] = all = [];
        }

        all.AddRange(validators);
    }

    /// <summary>Duties that were begun here and of which nobody has heard what became of them.</summary>
    protected virtual IEnumerable<(DutyKind Kind, Slot Slot, ValidatorIndex Validator)> Begun() =>
        _open.Values.Distinct().Select(static duty => (duty.Name.Kind, duty.Name.Slot, duty.Name.Validator)).Concat(_inSigning);

    /// <inheritdoc/>
    protected override void PreStart() => Faults.Listen();

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        Lose($"its actor was restarted: {reason.Message.ReplaceLineEndings(" ")}", static _ => true);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        if (_refs.Account.Restart is { } reason)
        {
            // Of the others the parent tells.
            Lose(reason, static kind => kind is DutyKind.Aggregate or DutyKind.SyncContribution or DutyKind.Payload);
        }

        SayMissed();
    }

    private void Lose(string reason, Func<DutyKind, bool> which)
    {
        foreach (var duty in Begun().Where(duty => which(duty.Kind)).GroupBy(static duty => (duty.Kind, duty.Slot)).ToArray())
        {
            Missed(duty.Key.Kind, duty.Key.Slot, [.. duty.Select(static one => one.Validator).Distinct()], reason);
        }

        _open.Clear();
        _inSigning.Clear();
    }

    private void SayMissed()
    {
        foreach (var ((kind, slot, reason), validators) in _missed.Where(static missed => missed.Value.Count > 0))
        {
            DutyReport.Say(Log, kind, slot, validators, reason);
        }

        _missed.Clear();
    }

    /// <summary>
    /// True where a message is out, as a sidecar that whoever has the blobs of a payload may have sent before, this node's own retrieval
    /// first, or where nothing is lost by it: a better aggregate was there before it, or another one of its aggregator.
    /// </summary>
    private static bool IsDone(DutyKind kind, Published published) => published.IsOut || published.IsCovered
        || (published.IsRepeat && kind is DutyKind.Aggregate or DutyKind.SyncContribution);

    private void OnPublished(Published published)
    {
        if (!_open.TryGetValue(published.Message, out var duty))
        {
            return;
        }

        var isDone = IsDone(duty.Name.Kind, published);
        if (isDone && --duty.Remaining > 0)
        {
            return;
        }

        Close(duty);
        if (isDone)
        {
            OnDone(published.Message);
            DutyReport.Done(Context, duty.Name, duty.SignedAt);
        }
        else
        {
            Missed(duty, $"the message was not sent: {published.Reason} ({published.Decision})");
        }
    }

    private void GiveUp(Slot now)
    {
        while (_byAge.TryPeek(out var oldest) && (oldest.IsOver || oldest.Name.Slot + MaxSlots < now || _open.Count >= MaxWaiting))
        {
            _byAge.Dequeue();
            if (!oldest.IsOver)
            {
                Close(oldest);
                Missed(oldest, "nothing was heard of the message");
            }
        }
    }

    private void Missed(OpenDuty duty, string reason) =>
        Missed(duty.Name.Kind, duty.Name.Slot, [duty.Name.Validator], reason, duty.SignedAt);

    private void Close(OpenDuty duty)
    {
        duty.IsOver = true;
        foreach (var (message, _) in duty.Messages)
        {
            _open.Remove(message);
        }
    }

    private sealed class OpenDuty(DutyName name, IReadOnlyList<(object Message, ulong? Subnet)> messages, DateTimeOffset signedAt)
    {
        public DutyName Name => name;

        public DateTimeOffset SignedAt => signedAt;

        public IReadOnlyList<(object Message, ulong? Subnet)> Messages => messages;

        public int Remaining { get; set; } = messages.Count;

        public bool IsOver { get; set; }
    }
}
