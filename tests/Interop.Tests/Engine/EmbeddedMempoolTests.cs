using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine;

/// <summary>What waits for a payload of the embedded execution layer, and what inclusion lists may want of one.</summary>
public sealed class EmbeddedMempoolTests
{
    private readonly EmbeddedMempool _pool = new(ChainConfig.Minimal);

    /// <summary>A payload that is built may never be seen: only one that comes takes its transactions from those that wait.</summary>
    [Fact]
    public void ATransactionWaitsUntilAPayloadHasIt()
    {
        Assert.True(_pool.SubmitTransaction(Plain(1)));
        Assert.Contains(Plain(1), _pool.Take(ForkName.Heze, 1, []).Transactions);
        Assert.Contains(Plain(1), _pool.Take(ForkName.Heze, 1, []).Transactions);
        _pool.Included([Plain(1)]);
        Assert.Empty(_pool.Waiting(1_000));
        Assert.False(_pool.SubmitTransaction(Plain(1)));
        Assert.DoesNotContain(Plain(1), _pool.Take(ForkName.Heze, 2, [Plain(1)]).Transactions);
    }

    [Fact]
    public void WhatIsWantedComesFirstAndOnce()
    {
        Assert.True(_pool.SubmitTransaction(Plain(1)));
        Assert.True(_pool.SubmitTransaction(Plain(2)));
        var taken = _pool.Take(ForkName.Heze, 1, [Plain(2), Plain(3), Plain(2), Blob]).Transactions;
        Assert.Equal([Plain(2), Plain(3), Plain(1)], taken.Skip(1));
    }

    [Fact]
    public void APayloadIsUnsatisfyingWithoutWhatItCouldHave()
    {
        SszList<ByteList> wanted = [Plain(1), Plain(2), Blob];
        Assert.True(_pool.IsSatisfied([], []));
        Assert.False(_pool.IsSatisfied([Plain(1)], wanted));
        Assert.True(_pool.IsSatisfied([Plain(2), Plain(1)], wanted));
        Assert.True(_pool.IsSatisfied([.. Enumerable.Range(9, 64).Select(Plain)], wanted));
        _pool.Included([Plain(1), Plain(2)]);
        Assert.True(_pool.IsSatisfied([], wanted));
    }

    private static ByteList Blob { get; } = ByteList.Create([3, 1]);

    private static ByteList Plain(int number) => ByteList.Create([2, (byte)number]);
}
