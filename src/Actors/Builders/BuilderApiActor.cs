using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Production;
using Consensoor.Actors.Signing;
using Consensoor.Actors.Validators;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition;
using Consensoor.Spec.Transition.Signatures;

namespace Consensoor.Actors.Builders;

/// <summary>
/// Asks builders for bids over their API, for proposers whose keys sign here, and gives them the blocks that took theirs. At most
/// <see cref="MaxAsks"/> asks are open, and one more is answered at once with nothing; at most <see cref="MaxGifts"/> blocks are on their
/// way, and one more is not sent, which is said. Until fulu it asks for headers, and gives blinded blocks and registrations. A restart
/// loses what is open; production goes on without when its patience is over.
/// </summary>
internal sealed partial class BuilderApiActor : ReceiveActor, IWithTimers
{
    /// <summary>The most asks that are open at once.</summary>
    public const int MaxAsks = 8;

    /// <summary>The most blocks that are on their way to builders.</summary>
    public const int MaxGifts = 8;

    // Within the slot the builder has to show the payload, and it hears of the block by gossip as well.
    private static readonly TimeSpan GiftTimeout = TimeSpan.FromSeconds(2);

    private readonly IBuilderClient? _client;
    private readonly ChainSpec _spec;
    private readonly IBls _bls;
    private readonly ImmediateVerifier _verifier;
    private readonly RequestIds _ids;
    private readonly SigningRequests _requests;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<ulong, Open> _open = [];
    private readonly HashSet<ulong> _gifts = [];

    /// <summary>Builds the actor over a client, null where nobody is asked, and whoever signs; ids outlive its restarts.</summary>
    public BuilderApiActor(IBuilderClient? client, ChainSpec spec, IBls bls, IActorRef signing, RequestIds ids)
    {
        (_client, _spec, _bls) = (client, spec, bls);
        _verifier = new ImmediateVerifier(bls);
        _ids = ids;
        _requests = new SigningRequests(signing, ids);
        Receive<AskBuilders>(OnAsk);
        Receive<Signed>(_requests.On);
        Receive<SlotStarted>(_ => _requests.GiveUp());
        Receive<Answered>(OnAnswered);
        Receive<TimeOver>(over => Close(over.Id));
        Receive<GiveToBuilder>(OnGive);
        Receive<Given>(OnGiven);
        ReceiveBlinded();
        ReceiveRegistrations();
        ReceivePreferences();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => Context.System.Scheduler.Now;

    /// <summary>Describes the actor.</summary>
    public static Props Props(IBuilderClient? client, ChainSpec spec, IBls bls, IActorRef signing)
    {
        var ids = new RequestIds();
        return Akka.Actor.Props.Create(() => new BuilderApiActor(client, spec, bls, signing, ids));
    }

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnAsk(AskBuilders ask)
    {
        var left = ask.By - Now;
        var parent = BlockAssembler.ExecutionParent(ask.Base);
        var obstacle = _client is null ? "this node asks no builders over their API"
            : left <= TimeSpan.Zero ? "there is no time left to ask it"
            : _open.Count >= MaxAsks ? $"{MaxAsks} blocks wait for bids of builders"
            : parent is null ? "there is no payload to build on"
            : null;
        if (obstacle is not null)
        {
            Sender.Tell(new BidsOfBuilders(ask.RequestId, [], [.. ask.Builders.Select(one => new SilentBuilder(one.Url, obstacle))]));
            return;
        }

        var id = _ids.Next();
        _open[id] = new Open(ask, Sender, BuilderBids.StateOf(ask.Base));
        Timers.StartSingleTimer(id, new TimeOver(id), left);
        var slot = ask.Base.Slot;
        List<BuilderRequestAuth> auths = [.. ask.Builders.Select(one => new BuilderRequestAuth { Data = one.AuthData, Slot = slot })];
        int[] here = [.. Enumerable.Range(0, auths.Count).Where(place => ask.Builders[place] is { Signature: null, Obstacle: null })];
        foreach (var place in Enumerable.Range(0, auths.Count).Except(here))
        {
            if (ask.Builders[place].Obstacle is { } why)
            {
                OnAnswered(new Answered(id, place, new BidAnswer(null, why)));
                continue;
            }

            OnSigned(id, place, parent!.Value, auths[place], new SigningOutcome(ask.Builders[place].Signature, null));
        }

        if (here.Length > 0)
        {
            _requests.AskEach([.. here.Select(place => DutySigning.BuilderRequest(ask.Base.State, auths[place], ask.Proposer))], outcomes =>
            {
                foreach (var (at, outcome) in outcomes)
                {
                    OnSigned(id, here[at], parent!.Value, auths[here[at]], outcome);
                }
            });
        }
    }

    private void OnSigned(ulong id, int place, Hash32 parent, BuilderRequestAuth auth, SigningOutcome outcome)
    {
        if (!_open.TryGetValue(id, out var open))
        {
            return;
        }

        var left = open.Ask.By - Now;
        if (outcome.Signature is not { } signature || left <= TimeSpan.Zero)
        {
            OnAnswered(new Answered(id, place, new BidAnswer(null, $"the request was not signed: {outcome.Refusal ?? "it is late"}")));
            return;
        }

        var (ask, builder) = (open.Ask, open.Ask.Builders[place]);
        var signed = new SignedBuilderRequestAuth { Message = auth, Signature = signature };
        _client!.GetExecutionPayloadBid(
            new BidRequest(builder.Url, ask.Base.Slot, parent, ask.Base.ParentRoot, ask.Proposer, signed), left)
            .PipeBack(
                Context.System,
                Self,
                answer => new Answered(id, place, answer),
                fault => new Answered(id, place, new BidAnswer(null, $"asking it failed: {fault.Message}")));
    }

    private void OnAnswered(Answered answered)
    {
        if (!_open.TryGetValue(answered.Id, out var open) || !open.Missing.Remove(answered.Place))
        {
            return;
        }

        var builder = open.Ask.Builders[answered.Place];
        if (answered.Answer.Bid is { } bid)
        {
            open.Offered.Add(BuilderBids.Offer(open.Judge, open.Ask, builder, bid, _verifier));
        }
        else
        {
            open.Silent.Add(new SilentBuilder(builder.Url, answered.Answer.Problem ?? "it gave no reason"));
        }

        if (open.Missing.Count == 0)
        {
            Close(answered.Id);
        }
    }

    private void Close(ulong id)
    {
        Timers.Cancel(id);
        if (_open.Remove(id, out var open))
        {
            var late = open.Missing.Order().Select(place => open.Ask.Builders[place].Url);
            open.Silent.AddRange(late.Select(static url => new SilentBuilder(url, "it did not answer in time")));
            foreach (var silent in open.Silent)
            {
                _log.Info("no bid of {0} for slot {1}: {2}", BuilderBids.HostOf(silent.Url), open.Ask.Base.Slot, silent.Reason);
            }

            open.Asker.Tell(new BidsOfBuilders(open.Ask.RequestId, open.Offered, open.Silent));
        }
    }

    private void OnGive(GiveToBuilder give)
    {
        if (_client is null || _gifts.Count >= MaxGifts)
        {
            Say(give, _client is null ? "this node speaks to no builders" : $"{MaxGifts} blocks are on their way to builders");
            return;
        }

        var id = _ids.Next();
        _gifts.Add(id);
        _client.SubmitSignedBeaconBlock(give.Url, give.Block, GiftTimeout).PipeBack(
            Context.System,
            Self,
            problem => new Given(id, give, problem),
            fault => new Given(id, give, $"giving it failed: {fault.Message}"));
    }

    private void OnGiven(Given given)
    {
        _gifts.Remove(given.Id);
        Say(given.Give, given.Problem);
    }

    private void Say(GiveToBuilder give, string? problem)
    {
        var slot = give.Block.Message.Slot;
        if (problem is null)
        {
            _log.Info("{0} has the block of slot {1}, which took its bid", BuilderBids.HostOf(give.Url), slot);
        }
        else
        {
            _log.Warning("{0} did not take the block of slot {1} with its bid: {2}", BuilderBids.HostOf(give.Url), slot, problem);
        }

        Context.System.EventStream.Publish(new BlockGivenToBuilder(give.Url, slot, problem));
    }

    private sealed class Open(AskBuilders ask, IActorRef asker, (BeaconState State, Refusal? Refusal) judge)
    {
        public AskBuilders Ask => ask;

        public IActorRef Asker => asker;

        public (BeaconState State, Refusal? Refusal) Judge => judge;

        public HashSet<int> Missing { get; } = [.. Enumerable.Range(0, ask.Builders.Count)];

        public List<OfferedBid> Offered { get; } = [];

        public List<SilentBuilder> Silent { get; } = [];
    }

    private sealed record Answered(ulong Id, int Place, BidAnswer Answer);

    private sealed record TimeOver(ulong Id);

    private sealed record Given(ulong Id, GiveToBuilder Give, string? Problem);
}
