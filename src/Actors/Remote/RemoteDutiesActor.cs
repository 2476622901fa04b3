using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Actors.Validators;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Stands for the chain where validators work on another's node: learns who our validators are and what they have to do in the present
/// epoch and, from the middle of it on, in the next one; looks each slot whether that still holds; and publishes it with a view
/// (<see cref="EpochPlan"/>, <see cref="RemoteView"/>). Tells all nodes of use whom to prepare for, and signing who voted while
/// doppelgangers are looked for. Asks one thing of a kind at a time; what fails is asked again in the next slot, or where a
/// node has come of use meanwhile, at once.
/// </summary>
internal sealed partial class RemoteDutiesActor : ReceiveActor
{
    private readonly RemoteSettings _settings;
    private readonly BeaconClient _client;
    private readonly IActorRef _nodes;
    private readonly IActorRef _signing;
    private readonly IActorRef _owner;
    private readonly IReadOnlyList<BLSPubkey> _pubkeys;
    private readonly RemoteDuties _duties;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<Epoch, EpochPlan> _plans = [];
    private readonly HashSet<object> _asking = [];
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<ValidatorIndex, BLSPubkey> _own = ImmutableSortedDictionary<ValidatorIndex, BLSPubkey>.Empty;
    private IReadOnlyList<int> _order = [];
    private ProposerTable? _proposers;
    private bool _isWatching;
    private bool _hasLooked;
    private Slot? _slot;

    /// <summary>Builds it over a client, for keys, which are watched for doppelgangers or not.</summary>
    public RemoteDutiesActor(
        RemoteSettings settings, BeaconClient client, RemoteDutyRefs refs, IReadOnlyList<BLSPubkey> pubkeys, bool isWatching)
    {
        (_settings, _client, _pubkeys, _isWatching) = (settings, client, pubkeys, isWatching);
        (_nodes, _signing, _owner) = (refs.Nodes, refs.Signing, refs.Proposers);
        var self = Self;
        _duties = new RemoteDuties(settings, client, failed => self.Tell(new Failed(failed)));
        Receive<SlotStarted>(started => OnSlot(started.Slot));
        Receive<GetChainView>(_ =>
        {
            if (_slot is { } slot)
            {
                Sender.Tell(new ChainViewChanged(RemoteView.At(_settings, slot)));
            }
        });
        Receive<BeaconNodesRanked>(OnRanked);
        Receive<ProposersChanged>(changed =>
        {
            _proposers = changed.Table;
            Prepare(_order);
        });
        Receive<GetInterests>(_ => Context.System.EventStream.Publish(new InterestsChanged(OnNoSubnet)));
        Receive<AttestationSubnetsNeeded>(needed => Subscribe(
            "beacon_committee_subscriptions", RemoteBodies.Committees(_settings.Spec, _plans.Values, needed.Subnets)));
        Receive<SyncSubnetsNeeded>(needed => Subscribe(
            "sync_committee_subscriptions", RemoteBodies.SyncCommittee(_settings.Spec, _plans.Values, needed.Subnets)));
        Receive<Found>(OnFound);
        Receive<Planned>(OnPlanned);
        Receive<Voted>(OnVoted);
        Receive<VotesTaken>(taken => _isWatching = taken.IsWatching);
        Receive<Failed>(failed => Fail(failed.Nodes));
        Receive<Given>(OnGiven);
    }

    private static NetworkInterests OnNoSubnet { get; } =
        new(new MetaData { Attnets = BitList.Zeros(64), Syncnets = BitList.Zeros(4) }, BitList.Zeros(64), BitList.Zeros(4), BitList.Empty);

    /// <summary>Describes the actor.</summary>
    public static Props Props(
        RemoteSettings settings, BeaconClient client, RemoteDutyRefs refs, IReadOnlyList<BLSPubkey> pubkeys, bool isWatching) =>
        Akka.Actor.Props.Create(() => new RemoteDutiesActor(settings, client, refs, pubkeys, isWatching));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Type[] heard =
        [
            typeof(SlotStarted), typeof(BeaconNodesRanked), typeof(ProposersChanged), typeof(GetInterests),
            typeof(AttestationSubnetsNeeded), typeof(SyncSubnetsNeeded),
        ];
        foreach (var type in heard)
        {
            Context.System.EventStream.Subscribe(Self, type);
        }

        Context.System.EventStream.Publish(new InterestsChanged(OnNoSubnet));
        _owner.Tell(GetProposers.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void OnSlot(Slot slot)
    {
        _slot = slot;
        var (epoch, offset) = (slot / _settings.SlotsPerEpoch, slot % _settings.SlotsPerEpoch);
        foreach (var old in _plans.Keys.Where(known => known + 1 < epoch).ToArray())
        {
            _plans.Remove(old);
        }

        if (offset == 0)
        {
            Find();
            Prepare(_order);
        }

        Publish();
        Plan();
        Watch(epoch);
    }

    private void OnRanked(BeaconNodesRanked ranked)
    {
        int[] added = [.. ranked.Order.Except(_order)];
        _order = ranked.Order;
        if (added.Length > 0)
        {
            // A node that is new, or was restarted, knows nothing of our validators.
            Prepare(added);
            Plan();
        }
    }

    private void Publish()
    {
        if (_slot is { } slot)
        {
            foreach (var plan in _plans.Values)
            {
                Context.System.EventStream.Publish(plan);
            }

            Context.System.EventStream.Publish(new ChainViewChanged(RemoteView.At(_settings, slot)));
        }
    }

    private void Find()
    {
        BLSPubkey[] missing = [.. _pubkeys.Except(_own.Values)];
        if (_order.Count > 0 && missing.Length > 0 && _asking.Add(typeof(Found)))
        {
            var asked = _order;
            _duties.Find(new AskOrder(asked, Deadline), missing).PipeBack(
                Context.System, Self, found => new Found(asked, found, null), fault => new Found(asked, [], fault.Message));
        }
    }

    private void OnFound(Found found)
    {
        _asking.Remove(typeof(Found));
        Say("which validators are ours is not known", found.Problem);
        if (found.Problem is null)
        {
            var isNobodyKnown = _own.Count + found.Validators.Count == 0;
            Say("nobody to act for", isNobodyKnown ? $"none of our {_pubkeys.Count} keys is in the registry yet, as the nodes say" : null);
        }

        _hasLooked |= found.Problem is null;
        if (found.Validators.Count > 0)
        {
            _own = _own.SetItems(found.Validators.Select(static one => KeyValuePair.Create(one.Index, one.Pubkey)));
            _log.Info("acts for {0} of {1} keys", _own.Count, _pubkeys.Count);

            // With other validators each epoch's plan is another.
            _plans.Clear();
            Prepare(_order);
            Plan();
        }
        else if (found.Problem is not null)
        {
            PlanOfOthers(found.Asked);
        }
    }

    // What failed is asked at once of nodes that came meanwhile.
    private void PlanOfOthers(IReadOnlyList<int> asked)
    {
        if (_order.Except(asked).Any())
        {
            Plan();
        }
    }

    private void Plan()
    {
        if (_slot is not { } slot || _order.Count == 0)
        {
            return;
        }

        if (_own.Count == 0)
        {
            Find();
            return;
        }

        var present = slot / _settings.SlotsPerEpoch;
        var isAhead = slot % _settings.SlotsPerEpoch >= _settings.SlotsPerEpoch / 2;
        for (var epoch = present; epoch <= (isAhead ? present + 1 : present); epoch++)
        {
            if (_asking.Add(epoch))
            {
                var (planned, asked, own) = (epoch, _order, _own);
                _duties.Plan(new AskOrder(asked, Deadline), epoch, epoch == present, own, _plans.GetValueOrDefault(epoch)).PipeBack(
                    Context.System,
                    Self,
                    plan => new Planned(planned, asked, own, plan, null),
                    fault => new Planned(planned, asked, own, null, fault.Message));
            }
        }
    }

    private void OnPlanned(Planned planned)
    {
        _asking.Remove(planned.Epoch);
        if (planned.Own != _own)
        {
            Plan();
            return;
        }

        var isAhead = planned.Epoch > _slot / _settings.SlotsPerEpoch;
        Say($"the duties of {(isAhead ? "the next" : "the present")} epoch are not known", planned.Problem);
        if (planned.Plan is { } plan && _plans.GetValueOrDefault(plan.Epoch) != plan)
        {
            _plans[plan.Epoch] = plan;
            Publish();
        }
        else if (planned.Problem is not null)
        {
            PlanOfOthers(planned.Asked);
        }
    }

    private void Watch(Epoch epoch)
    {
        if (!_isWatching || !_hasLooked || _order.Count == 0)
        {
            return;
        }

        for (var told = epoch == 0 ? 0 : epoch - 1; told <= epoch; told++)
        {
            var (asked, own) = (told, _own);
            if (_asking.Add((typeof(Voted), asked)))
            {
                var voted = own.Count == 0
                    ? Task.FromResult<IReadOnlyList<BLSPubkey>>([])
                    : _duties.Voted(new AskOrder(_order, Deadline), asked, own);
                voted.PipeBack(
                    Context.System, Self, keys => new Voted(asked, keys, null), fault => new Voted(asked, [], fault.Message));
            }
        }
    }

    private void OnVoted(Voted voted)
    {
        _asking.Remove((typeof(Voted), voted.Epoch));
        Say("whether our keys vote elsewhere is not known", voted.Problem);
        if (voted.Problem is null)
        {
            _signing.Tell(new VotesTold(voted.Epoch, voted.Keys));
        }
    }

    private sealed record Found(IReadOnlyList<int> Asked, IReadOnlyList<OwnValidator> Validators, string? Problem);

    private sealed record Planned(
        Epoch Epoch,
        IReadOnlyList<int> Asked,
        ImmutableSortedDictionary<ValidatorIndex, BLSPubkey> Own,
        EpochPlan? Plan,
        string? Problem);

    private sealed record Voted(Epoch Epoch, IReadOnlyList<BLSPubkey> Keys, string? Problem);

    private sealed record Failed(IReadOnlyList<BeaconNodeFailed> Nodes);
}
