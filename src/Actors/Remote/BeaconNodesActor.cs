using Akka.Actor;
using Akka.Event;
using Consensoor.Actors.Hosting;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;

namespace Consensoor.Actors.Remote;

/// <summary>
/// Owns which of the operator's beacon nodes are of use: asks each at the start of a slot whether it is of the chain and synced, one
/// question a node at a time, and publishes the order in which they are to be asked (<see cref="BeaconNodesRanked"/>). One that gave no
/// answer of use goes behind the others for some slots (<see cref="Demotions"/>). What is wrong with a node is told once, when it
/// is something else, and when it is over. A restart asks all anew.
/// </summary>
internal sealed class BeaconNodesActor : ReceiveActor
{
    private readonly RemoteSettings _settings;
    private readonly BeaconClient _client;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly NodeHealth[] _health;
    private readonly bool[] _isAsked;
    private readonly Demotions _failed;
    private IReadOnlyList<int> _order = [];
    private Slot _slot;

    /// <summary>Builds the owner of a client's nodes.</summary>
    public BeaconNodesActor(RemoteSettings settings, BeaconClient client)
    {
        (_settings, _client) = (settings, client);
        var count = client.Names.Count;
        _health = [.. Enumerable.Repeat(NodeHealth.Unknown, count)];
        _isAsked = new bool[count];
        _failed = new Demotions(settings.SlotsPerEpoch);
        Receive<SlotStarted>(started =>
        {
            _slot = started.Slot;
            _order = Ranked();
            AskAll();
            Context.System.EventStream.Publish(new BeaconNodesRanked(_order));
        });
        Receive<Asked>(OnAsked);
        Receive<BeaconNodeFailed>(OnFailed);
    }

    /// <summary>Describes the actor.</summary>
    public static Props Props(RemoteSettings settings, BeaconClient client) =>
        Akka.Actor.Props.Create(() => new BeaconNodesActor(settings, client));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(SlotStarted));
        AskAll();
    }

    /// <inheritdoc/>
    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    private void AskAll()
    {
        for (var node = 0; node < _health.Length; node++)
        {
            if (!_isAsked[node])
            {
                _isAsked[node] = true;
                var asked = node;
                Ask(node, _settings.DeadlineIn(_slot)).PipeBack(
                    Context.System,
                    Self,
                    health => new Asked(asked, health),
                    fault => new Asked(asked, new NodeHealth(null, fault.Message)));
            }
        }
    }

    private async Task<NodeHealth> Ask(int node, TimeSpan deadline)
    {
        // Each time: what is behind a URL may be another node from one slot to the next.
        var genesis = await Ask(node, deadline, "eth/v1/beacon/genesis", answer =>
            NodeHealth.OfGenesis(answer, _settings.GenesisValidatorsRoot, _settings.GenesisTime) ?? NodeHealth.Unknown);
        return genesis != NodeHealth.Unknown
            ? genesis
            : await Ask(node, deadline, "eth/v1/node/syncing", answer => NodeHealth.OfSyncing(answer, _settings.SlotsPerEpoch));
    }

    private async Task<NodeHealth> Ask(int node, TimeSpan deadline, string path, Func<BeaconAnswer, NodeHealth> read)
    {
        var reading = await _client.Read([node], BeaconQuestion.Get(path), deadline, read);
        return reading.Value ?? new NodeHealth(null, reading.Answer.Reason());
    }

    private void OnAsked(Asked asked)
    {
        var (node, health) = asked;
        _isAsked[node] = false;
        var before = _health[node];
        _health[node] = health;
        if (before.Rank is null && health.Rank is not null)
        {
            _failed.Remove(node);
        }

        if (health.IsNews(before))
        {
            Say(node, health);
        }

        Rank();
    }

    private void Say(int node, NodeHealth health)
    {
        if (health.Problem is { } problem)
        {
            _log.Warning("{0}{1}", problem, health.Rank is null ? "; it is not asked" : "; others are asked before it");
        }
        else
        {
            _log.Info("{0} is of use", _client.Names[node]);
        }
    }

    private void OnFailed(BeaconNodeFailed failed)
    {
        if (_failed.Add(failed.Node, _slot))
        {
            _log.Warning("{0}", failed.Problem);
            Rank();
        }
    }

    private void Rank()
    {
        var order = Ranked();
        if (!order.SequenceEqual(_order))
        {
            _order = order;
            Context.System.EventStream.Publish(new BeaconNodesRanked(order));
        }
    }

    private int[] Ranked() =>
    [
        .. Enumerable.Range(0, _health.Length)
            .Where(node => _health[node].Rank is not null)
            .OrderBy(node => _failed.Has(node, _slot))
            .ThenBy(node => _health[node].Rank),
    ];

    private sealed record Asked(int Node, NodeHealth Health);
}
