using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Interop.Tests.Gossipsub;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>An honest node: a router, an exchange beside it, and an opinion on cells after some time.</summary>
internal sealed class PartialNode : IActor
{
    private readonly SimulatedNetwork _network;
    private readonly CellLedger _ledger;
    private readonly ForkName _fork;
    private readonly Func<PartialDataColumnGroupID, int> _cellsOf;

    internal PartialNode(
        string id,
        SimulatedNetwork network,
        CellLedger ledger,
        ForkName fork,
        Func<PartialDataColumnGroupID, int> cellsOf,
        PartialLimits limits,
        PartialSupport support = PartialSupport.Requests | PartialSupport.Sends)
    {
        (Id, _network, _ledger, _fork, _cellsOf) = (id, network, ledger, fork, cellsOf);
        Router = new GossipRouter(network.Settings, new Random(network.Next(1 << 30)), network.Now);
        Exchange = new PartialExchange(Router, limits, _ => Columns.Form(fork), new Random(network.Next(1 << 30)));
        Router.Subscribe(Columns.TopicSettings with { Partial = support }, network.Now);
        network.AddActor(this);
        Schedule();
    }

    public string Id { get; }

    internal GossipRouter Router { get; }

    internal PartialExchange Exchange { get; }

    internal List<PartialComplete> Completed { get; } = [];

    /// <summary>Headers by which this node came to know a block.</summary>
    internal int BegunByHeader { get; private set; }

    public void Connected(string peer, bool isOutbound)
    {
        Router.AddPeer(peer, GossipVersion.V13, isOutbound, "", _network.Now);
        Drain();
    }

    public void Disconnected(string peer)
    {
        Router.RemovePeer(peer, _network.Now);
        Drain();
    }

    public void Receive(string peer, ReadOnlyMemory<byte> rpc)
    {
        _ledger.Received(Id, peer, rpc);
        Router.Receive(peer, rpc, _network.Now);
        Drain();
    }

    internal void Begin(PartialDataColumnGroupID group, PartialDataColumnHeader? header)
    {
        Exchange.Begin(Columns.Topic, group, _cellsOf(group), header, _network.Now);
        Drain();
    }

    internal void Hold(PartialDataColumnGroupID group, IEnumerable<int> cells)
    {
        int[] held = [.. cells];
        _ledger.Held(Id, group).UnionWith(held);
        Exchange.Hold(Columns.Topic, group, held.Select(i => (i, Columns.Cell(group.BeaconBlockRoot, i))), _network.Now);
        Drain();
    }

    private void Schedule() => _network.At(Router.NextWakeUp, () =>
    {
        Router.Wake(_network.Now);
        Drain();
        Schedule();
    });

    private void Drain()
    {
        Exchange.Pump(_network.Now);
        while (Router.TryTakeFrame(out var frame))
        {
            _ledger.Sent(Id, frame.Peer, CellLedger.Unframed(frame.Bytes));
            _network.Send(Id, frame.Peer, frame.Bytes, frame.Priority);
        }

        while (Exchange.TryTakeCheck(out var check))
        {
            _network.At(_network.Now + _network.Judging, () => Judge(check));
        }

        while (Exchange.TryTakeComplete(out var complete))
        {
            Completed.Add(complete);
        }

        while (Router.TryTakeDelivery(out _) || Router.TryTakeEvent(out _))
        {
        }
    }

    private void Judge(PartialCheck check)
    {
        var (root, at, bits) = (check.Group.BeaconBlockRoot, 0, check.Sidecar.CellsPresentBitmap);
        int[] cells = [.. Enumerable.Range(0, bits.Length).Where(index => bits[index])];
        var isGood = bits.Length == _cellsOf(check.Group)
            && cells.All(index => Columns.IsGood(root, index, check.Sidecar.PartialColumn[at++]));
        if (isGood && check.Sidecar.Header.Count == 1)
        {
            var header = check.Sidecar.Header[0];
            isGood = header.SignedBlockHeader.Message.HashTreeRoot(Columns.Context(_fork)) == root;
            if (isGood)
            {
                BegunByHeader++;
                Begin(check.Group, header);
            }
        }

        if (isGood)
        {
            _ledger.Held(Id, check.Group).UnionWith(cells);
        }

        Exchange.Judge(check.Number, isGood ? GossipDecision.Accept : GossipDecision.Reject, "the test says so", _network.Now);
        Drain();
    }
}
