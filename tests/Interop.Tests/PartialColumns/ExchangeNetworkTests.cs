using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.PartialColumns;
using Consensoor.Interop.Tests.Gossipsub;
using Consensoor.Spec.Config;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.PartialColumns;

/// <summary>
/// Exchanges over routers in virtual time, beside the literal twin: columns become whole, and no cell goes where it is not wanted.
/// </summary>
public sealed class ExchangeNetworkTests
{
    // Long enough that a network that loses much comes to its end.
    private static readonly PartialLimits Limits = new() { Life = 400, StrangerLife = 400, Resends = 100 };

    [Fact]
    public void EveryNodeEndsWithEveryCellThatAnyHas() =>
        Gen.Select(Gen.Int[2, 9], Gen.Int[0, 3], Gen.Int[1, 70], Gen.Double[0, 0.3], Gen.Bool, Gen.Int[0, 1 << 20]).Sample(
            static (nodes, each, cells, loss, isGloas, seed) =>
            {
                var fork = isGloas ? ForkName.Gloas : ForkName.Fulu;
                var (network, ledger, all) = Make(seed, fork, nodes, each, cells, Limits);
                network.RunFor(TimeSpan.FromSeconds(2));
                network.Loss = loss;
                var group = Columns.Group(fork, 7);
                var header = isGloas ? null : Columns.Header(7, cells);
                foreach (var node in all)
                {
                    // Each learns of the block in its time and has some cells, of its mempool; one has them all.
                    int[] some = [.. Enumerable.Range(0, cells).Where(_ => node == all[0] || network.Next(3) == 0)];
                    network.At(network.Now + TimeSpan.FromMilliseconds(network.Next(3000)), () =>
                    {
                        node.Begin(group, header);
                        node.Hold(group, some);
                    });
                }

                network.RunFor(TimeSpan.FromSeconds(loss > 0 ? 120 : 10));
                var isWhole = all.All(node => ledger.Held(node.Id, group).Count == cells && node.Exchange.Held.WaitingBytes == 0);
                var isCheap = loss > 0 || ledger.CellsSent <= nodes * cells * (Limits.AskedAhead + 1);
                string[] notes =
                [
                    .. all.SelectMany(node => node.Router.Peers.SelectMany(peer => node.Router.Explain(peer)!.Notes))
                        .Select(static note => note.Reason),
                ];
                return ledger.Faults.Count == 0 && isWhole && isCheap && notes.Length == 0
                    ? true
                    : throw new InvalidOperationException(
                        $"{string.Join("; ", ledger.Faults)}; whole {isWhole}, {ledger.CellsSent} cells; {string.Join(", ", notes)}");
            },
            iter: 60);

    [Fact]
    public void InFuluAHeaderBeginsTheGroupAtWhoHasNotSeenTheBlock()
    {
        var (network, ledger, all) = Make(3, ForkName.Fulu, 6, 1, 5, Limits);
        network.RunFor(TimeSpan.FromSeconds(2));
        var group = Columns.Group(ForkName.Fulu, 9);
        all[0].Begin(group, Columns.Header(9, 5));
        all[0].Hold(group, [0, 1, 2, 3, 4]);
        network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Empty(ledger.Faults);
        Assert.All(all.Skip(1), node =>
        {
            Assert.True(node.BegunByHeader > 0);
            Assert.Equal((Columns.Topic, group), (node.Completed.Single().Topic, node.Completed.Single().Group));
            Assert.Equal(Enumerable.Range(0, 5).Select(i => Columns.Cell(group.BeaconBlockRoot, i)), node.Completed.Single().Cells);
        });
    }

    [Fact]
    public void InGloasWhatCameBeforeTheBlockIsUsedWhenItIsHere()
    {
        var (network, ledger, all) = Make(4, ForkName.Gloas, 2, 0, 3, Limits);
        network.RunFor(TimeSpan.FromSeconds(2));
        var group = Columns.Group(ForkName.Gloas, 9);
        all[0].Begin(group, null);
        all[0].Hold(group, [0, 1, 2]);
        network.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal((0, 1), (all[1].Exchange.Held.Begun, all[1].Exchange.Held.Named));
        all[1].Begin(group, null);
        network.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(ledger.Faults);
        Assert.Single(all[1].Completed);
        Assert.Equal((1, 0), (all[1].Exchange.Held.Begun, all[1].Exchange.Held.Named));
    }

    [Fact]
    public void WhoOnlySendsServesAndAsksNobody()
    {
        var network = new SimulatedNetwork(5, Columns.Settings);
        var ledger = new CellLedger(Columns.Context(ForkName.Gloas));
        var sender = new PartialNode("sender", network, ledger, ForkName.Gloas, static _ => 4, Limits, PartialSupport.Sends);
        var asker = new PartialNode("asker", network, ledger, ForkName.Gloas, static _ => 4, Limits);
        network.Connect("sender", "asker");
        network.RunFor(TimeSpan.FromSeconds(2));
        var group = Columns.Group(ForkName.Gloas, 9);
        sender.Begin(group, null);
        sender.Hold(group, [0, 2]);
        asker.Begin(group, null);
        asker.Hold(group, [1]);
        network.RunFor(TimeSpan.FromSeconds(5));
        Assert.Empty(ledger.Faults);
        Assert.Equal([0, 1, 2], ledger.Held("asker", group).Order());
        Assert.Equal([0, 2], ledger.Held("sender", group).Order());
    }

    [Fact]
    public void GroupsGoAfterTheirTime()
    {
        var (network, _, all) = Make(6, ForkName.Gloas, 3, 1, 3, new PartialLimits());
        network.RunFor(TimeSpan.FromSeconds(2));
        for (var block = 0; block < 20; block++)
        {
            var group = Columns.Group(ForkName.Gloas, block);
            all[0].Begin(group, null);
            all[0].Hold(group, [0]);
            network.RunFor(TimeSpan.FromSeconds(2));
        }

        Assert.InRange(all[0].Exchange.Held.Begun, 8, 12);
        network.RunFor(TimeSpan.FromSeconds(30));
        Assert.All(all, static node => Assert.Equal((0, 0, 0, 0L), node.Exchange.Held));
    }

    private static (SimulatedNetwork Network, CellLedger Ledger, IReadOnlyList<PartialNode> Nodes) Make(
        int seed, ForkName fork, int nodes, int each, int cells, PartialLimits limits)
    {
        var network = new SimulatedNetwork(seed, Columns.Settings);
        var ledger = new CellLedger(Columns.Context(fork));
        PartialNode[] all =
            [.. Enumerable.Range(0, nodes).Select(i => new PartialNode($"node{i}", network, ledger, fork, _ => cells, limits))];
        for (var i = 0; i < nodes; i++)
        {
            network.Connect(all[i].Id, all[(i + 1) % nodes].Id);
            for (var n = 0; n < each; n++)
            {
                var other = all[network.Next(nodes)];
                if (other != all[i] && !network.AreConnected(all[i].Id, other.Id))
                {
                    network.Connect(all[i].Id, other.Id);
                }
            }
        }

        return (network, ledger, all);
    }
}
