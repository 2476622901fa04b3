using Consensoor.Actors.Sync;
using Consensoor.Actors.Tests.Chain;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.DataColumns;
using CsCheck;
using Xunit;

namespace Consensoor.Actors.Tests.Columns;

/// <summary>Tests who is asked for which columns.</summary>
public sealed class ColumnPlanTests
{
    private static readonly Gen<ColumnSet> Sets = Gen.Select(Gen.ULong, Gen.ULong, static (a, b) => new ColumnSet(new UInt128(a, b)));

    [Fact]
    public void EachColumnIsAskedOnceOfOneThatKeepsItAndNoneThatSomebodyKeepsIsLeftOut() =>
        Gen.Select(Sets, Sets.Array[0, 12]).Sample((wanted, kept) =>
        {
            PeerInfo[] peers = [.. kept.Select(static (_, i) => new PeerInfo($"{i}", null, -i))];
            var plan = ColumnPlan.For(wanted, peers, peer => kept[int.Parse(peer.Peer)], 12);
            var asked = ColumnSet.None;
            foreach (var (peer, columns) in plan)
            {
                Assert.True(columns.IsSubsetOf(kept[int.Parse(peer)]));
                Assert.True(columns.Intersect(asked).IsEmpty);
                Assert.False(columns.IsEmpty);
                asked = asked.Union(columns);
            }

            Assert.Equal(kept.Aggregate(ColumnSet.None, static (all, one) => all.Union(one)).Intersect(wanted), asked);
            Assert.Equal(plan.Select(static part => part.Peer).Distinct().Count(), plan.Count);
        });

    [Fact]
    public void NoMorePeersThanMayBeAndTheOneThatIsNamedFirst()
    {
        PeerInfo[] peers = [.. Enumerable.Range(0, 20).Select(static i => new PeerInfo($"{i}", null, 0))];
        ColumnSet Kept(PeerInfo peer) => ColumnSet.None.With(ulong.Parse(peer.Peer)).With(100);
        var plan = ColumnPlan.For(ColumnSet.All, peers, Kept, 8, "7");
        Assert.Equal(8, plan.Count);
        Assert.Equal(("7", ColumnSet.None.With(7).With(100)), plan[0]);
    }

    [Fact]
    public void APeerKeepsWhatItsNodeIdAndItsOwnWordSay()
    {
        var spec = RecordedChain.Instance.World.Spec;
        var columns = new PeerColumns(spec);
        var node = PeerNodeId.Of("node-1")!.Value.ToUInt256();
        PeerInfo Saying(ulong? groups) =>
            new("node-1", null, 0, groups is { } count ? new MetaData { CustodyGroupCount = count } : null);
        Assert.Equal(ColumnCustody.Of(spec, node, 4).Columns, columns.Of(Saying(null)));
        Assert.Equal(ColumnCustody.Of(spec, node, 30).Columns, columns.Of(Saying(30)));
        Assert.Equal(ColumnCustody.Of(spec, node, 4).Columns, columns.Of(Saying(0)));
        Assert.Equal(ColumnCustody.Of(spec, node, 4).Columns, columns.Of(Saying(3)));
        Assert.Equal(ColumnSet.All, columns.Of(Saying(128)));
        Assert.Equal(ColumnSet.None, columns.Of(Saying(129)));
        Assert.Equal(ColumnSet.None, columns.Of(Saying(ulong.MaxValue)));

        // A peer id that is a hash of its key hides the node id: nobody knows what it keeps, unless it keeps all.
        var hidden = new PeerInfo("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N", null, 0);
        Assert.Equal(ColumnSet.None, columns.Of(hidden));
        Assert.Equal(ColumnSet.All, columns.Of(hidden with { MetaData = new MetaData { CustodyGroupCount = 128 } }));
    }
}
