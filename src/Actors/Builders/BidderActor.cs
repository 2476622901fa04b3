using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Network.Topics;
using Consensoor.Actors.Production;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Messages;
using Consensoor.Spec.Containers;

namespace Consensoor.Actors.Builders;

/// <summary>
/// The builders of the registry whose keys this node has (`gloas/builder.md`), where the policy lets them bid: for the next slot on the
/// head, at most once for each parent, what they can pay, before the slot begins; and their payloads where blocks took their bids. At most
/// <see cref="MaxBuilders"/> act, those with the lowest indices. It holds no keys. A bid is on disk with its payload before it is signed
/// (<see cref="BidKeeperActor"/>), and none is made before those of earlier starts were read.
/// </summary>
internal sealed partial class BidderActor : ReceiveActor, IWithTimers
{
    /// <summary>The most builders that act here.</summary>
    public const int MaxBuilders = 16;

    // The head may change under a bid, and the payload come late: more is not worth while in a slot, but for one when it is time to bid.
    private const int MaxBuilds = 3;
    private const int MaxPreferences = 1024;

    private readonly BuilderSettings _settings;
    private readonly BuilderRefs _refs;
    private readonly RequestIds _ids;
    private readonly SigningRequests _requests;
    private readonly PreferenceBook _preferences = new(MaxPreferences);
    private readonly MadeBids _made = new(2 * MaxBuilders * MaxBuilds);
    private readonly SortedDictionary<BuilderIndex, PendingBid> _pending = [];
    private readonly Dictionary<BuilderIndex, string> _said = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private HashSet<BLSPubkey> _pubkeys;
    private IReadOnlyList<OwnBuilder> _builders = [];
    private ChainView? _view;

    /// <summary>Builds the actor; ids outlive its restarts.</summary>
    public BidderActor(BuilderSettings settings, BuilderRefs refs, RequestIds ids)
    {
        _settings = settings;
        _refs = refs;
        _ids = ids;
        _requests = new SigningRequests(refs.Signing, ids);
        _pubkeys = [.. settings.Pubkeys];
        Receive<ChainViewChanged>(changed => OnView(changed.View));
        Receive<KeysChanged>(changed => _pubkeys = [.. changed.Pubkeys]);
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<DutyDue>(_ => Prepare());
        Receive<PreferencesAccepted>(accepted => _preferences.Add(accepted.Preferences.Message));
        Receive<BidTime>(time => OnBidTime(time.Slot));
        Receive<ForkchoiceUpdatedResult>(OnBuildStarted);
        Receive<PayloadBuilt>(OnPayload);
        Receive<KeptBids>(OnKeptBids);
        Receive<BidKept>(OnKept);
        Receive<Signed>(_requests.On);
        Receive<Published>(OnPublished);
        Receive<FaultsChanged>(_faults.Take);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes the builders of a node.</summary>
    public static Props Props(BuilderSettings settings, BuilderRefs refs)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new BidderActor(settings, refs, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_settings.Policy.Kind == BidPolicyKind.Off)
        {
            return;
        }

        Type[] heard = [typeof(ChainViewChanged), typeof(SlotStarted), typeof(DutyDue), typeof(PreferencesAccepted), typeof(KeysChanged)];
        foreach (var followed in heard)
        {
            Context.System.EventStream.Subscribe(Self, followed);
        }

        _faults.Listen();
        _refs.Keeper.Tell(new GetKeptBids(_settings.Schedule.SlotAt(Now) ?? 0));
        _refs.Signing.Tell(GetKeys.Instance);
        _refs.Chain.Tell(GetChainView.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnSlot(Slot slot)
    {
        _requests.GiveUp();
        OnFaultySlot(slot);
        ForgetKept(slot);
        _preferences.Prune(slot);
        foreach (var over in _made.TakeBefore(slot))
        {
            if (_view is { } view && Reveal.NotHead(view, over.Bid) is { } reason)
            {
                Withhold(over.Bid.BuilderIndex, over.Bid.Slot, reason);
            }
        }

        foreach (var late in _pending.Values.Where(pending => pending.Base.Slot <= slot).ToArray())
        {
            _pending.Remove(late.Builder.Index);
            if (!late.IsOver)
            {
                Fail(late, late.Problem ?? "the payload was not there when its slot began");
            }
        }

        var wait = _settings.BidTimeIn(slot) - Now;
        Timers.StartSingleTimer("bid", new BidTime(slot), wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private void OnView(ChainView view)
    {
        if (_view is not { } former || former.Head.Root != view.Head.Root)
        {
            OnHead(view);
        }

        _view = view;
        Show(view);
        Prepare();

        // One whose base was not to be bid on when it was time may be again.
        foreach (var pending in _pending.Values.Where(IsTime).ToArray())
        {
            Fetch(pending);
        }
    }

    /// <summary>Has payloads built for the next slot where its base is known and was not built on yet.</summary>
    private void Prepare(bool isTime = false)
    {
        if (!_isReady || _view is not { } view || _builders.Count == 0 || _settings.Schedule.SlotAt(Now) is not { } slot)
        {
            return;
        }

        if (BaseFor(view, slot + 1).Value is not { } proposal)
        {
            return;
        }

        var most = isTime ? MaxBuilds + 1 : MaxBuilds;
        foreach (var builder in _builders)
        {
            var builds = _pending.GetValueOrDefault(builder.Index) is { } pending && pending.Base.Slot == proposal.Slot
                ? pending.IsOn(proposal) ? most : pending.Builds
                : 0;
            if (builds < most
                && !_made.HasOn(proposal, builder.Index)
                && _preferences.Find(proposal.Slot, BidBase.DependentRoot(view, proposal.Slot)) is { } preferences)
            {
                Build(new PendingBid(_ids.Next(), builder, proposal, preferences, builds + 1));
            }
        }
    }

    private Outcome<ProposalBase> BaseFor(ChainView view, Slot slot) =>
        BidBase.Of(view, slot, isDue: Now >= _settings.Schedule.DueAt(slot - 1, DutyPoint.PayloadAttestation));

    /// <summary>Why a bid must not be made any more, or not now; null where it may.</summary>
    private string? WhyNot(PendingBid pending)
    {
        var proposal = pending.Base;
        if (_settings.Schedule.SlotAt(Now) is not { } slot || slot + 1 != proposal.Slot)
        {
            return "its slot has begun";
        }

        var outcome = BaseFor(_view!, proposal.Slot);
        return outcome.Value is not { } now ? outcome.Reason
            : !pending.IsOn(now) ? "the head, or the inclusion lists, have changed since its payload was begun"
            : _made.HasOn(proposal, pending.Builder.Index) ? "it has a bid on the same block already"
            : null;
    }

    private void Build(PendingBid pending)
    {
        _pending[pending.Builder.Index] = pending;
        var (attributes, reason) = BidMaking.Prepare(pending.Base, pending.Builder, pending.Preferences);
        if (attributes is null || BlockAssembler.ExecutionParent(pending.Base) is not { } head)
        {
            Fail(pending, reason ?? "there is no payload to build on");
            return;
        }

        var execution = pending.Base.Execution;
        _refs.Engine.Tell(new ForkchoiceUpdated(
            pending.RequestId, pending.Base.State.ForkName, head, execution.Safe, execution.Finalized, attributes));
    }

    /// <summary>It is time to bid for the slot after one: payloads are fetched, and who has none says why.</summary>
    private void OnBidTime(Slot slot)
    {
        Prepare(isTime: true);
        if (_view is not { } view || _settings.Schedule.SlotAt(Now) != slot)
        {
            return;
        }

        foreach (var builder in _builders)
        {
            if (_pending.GetValueOrDefault(builder.Index) is { } pending && pending.Base.Slot == slot + 1)
            {
                Fetch(pending);
                Say(pending);
            }
            else if (BidBase.Of(view, slot + 1, isDue: true) is var outcome)
            {
                var reason = !_isReady ? "the bids of earlier starts are not read yet"
                    : outcome.Value is null ? outcome.Reason
                    : "the proposer of the slot has not told what it wants";
                Omit(builder.Index, slot + 1, reason);
            }
        }
    }

    private sealed record BidTime(Slot Slot);
}
