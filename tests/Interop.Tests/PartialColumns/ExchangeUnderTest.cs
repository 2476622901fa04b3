using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Scores;
using Consensoor.Interop.PartialColumns;
using Consensoor.Interop.Tests.Gossipsub;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Xunit;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>One exchange over a router, and peers that are nothing but what a test sends in their names.</summary>
internal sealed class ExchangeUnderTest
{
    private readonly HashSet<string> _peers = [];
    private readonly ForkName _fork;

    internal ExchangeUnderTest(PartialLimits? limits = null, ForkName fork = ForkName.Gloas)
    {
        _fork = fork;
        Router = new GossipRouter(Columns.Settings, new Random(1), Now);
        Exchange = new PartialExchange(
            Router, limits ?? new PartialLimits(), _ => new PartialForm(Columns.Context(fork), 10_000), new Random(2));
        Router.Subscribe(Columns.TopicSettings, Now);
    }

    internal TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    internal GossipRouter Router { get; }

    internal PartialExchange Exchange { get; }

    internal List<PartialCheck> Checks { get; } = [];

    internal void Begin(PartialDataColumnGroupID group) => Exchange.Begin(Columns.Topic, group, 4, null, Now);

    internal void Send(string peer, PartialDataColumnGroupID group, byte[]? message, byte[]? metadata, string topic = Columns.Topic) =>
        SendRaw(peer, PartialGroupIds.Encode(group, Columns.Context(_fork)), message, metadata, topic);

    internal void SendRaw(string peer, byte[] group, byte[]? message, byte[]? metadata, string topic = Columns.Topic)
    {
        if (_peers.Add(peer))
        {
            Router.AddPeer(peer, GossipVersion.V13, isOutbound: false, "", Now);
            Router.Receive(peer, new RpcBytes().Extensions().SubscribePartial(Columns.Topic).Graft(Columns.Topic).ToArray(), Now);
        }

        Router.Receive(peer, new RpcBytes().Partial(topic, group, message, metadata).ToArray(), Now);
        Take();
    }

    /// <summary>A peer sends good cells, which are judged so.</summary>
    internal void Give(string peer, PartialDataColumnGroupID group, string bits)
    {
        Send(peer, group, Columns.Parts(_fork, group.BeaconBlockRoot, bits), null);
        Exchange.Judge(Checks.Last().Number, GossipDecision.Accept, "", Now);
    }

    internal void Pass(TimeSpan time)
    {
        var end = Now + time;
        while (Router.NextWakeUp <= end)
        {
            Now = Router.NextWakeUp;
            Router.Wake(Now);
            Take();
        }

        Now = end;
    }

    internal void Take()
    {
        Exchange.Pump(Now);
        while (Exchange.TryTakeCheck(out var check))
        {
            Checks.Add(check);
        }

        while (Router.TryTakeFrame(out _) || Router.TryTakeEvent(out _))
        {
        }
    }

    internal ScoreNote Note(string peer) => Assert.Single(Router.Explain(peer)!.Notes);
}
