using Consensoor.Interop.ReqResp;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.ReqResp;

/// <summary>Buckets give no more than they have, tell how long to wait, and are bounded in number.</summary>
public sealed class TokenBucketsTests
{
    private static readonly ReqRespProtocol Ping = Of("ping");

    [Fact]
    public void ABucketIsFullAtFirstAndFillsUpAgain()
    {
        var (buckets, now) = (new TokenBuckets(), TimeSpan.FromSeconds(5));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(TimeSpan.Zero, buckets.Take("a", Ping, 1, now));
        }

        Assert.Equal(TimeSpan.FromSeconds(2.5), buckets.Take("a", Ping, 1, now));
        Assert.Equal(TimeSpan.Zero, buckets.Take("b", Ping, 1, now));
        Assert.Equal(TimeSpan.Zero, buckets.Take("a", Of("metadata"), 1, now));
        now += TimeSpan.FromSeconds(2.5);
        Assert.Equal(TimeSpan.Zero, buckets.Take("a", Ping, 1, now));
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("a", Ping, 1, now));
        buckets.Forget(now + TimeSpan.FromSeconds(20));
        Assert.Equal(0, buckets.Count);
    }

    [Fact]
    public void WhatIsNotThereByAHairIsWaitedFor()
    {
        var (buckets, now) = (new TokenBuckets(), TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, buckets.Take("a", Ping, 1e-12, now));
        var wait = buckets.Take("a", Ping, Ping.Quota.Burst, now);
        Assert.Equal(TimeSpan.FromTicks(1), wait);
        Assert.Equal(TimeSpan.Zero, buckets.Take("a", Ping, Ping.Quota.Burst, now + wait));
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("a", Ping, 1, now + wait));
    }

    [Fact]
    public void NobodyGetsMoreThanTheBurstAndTheRate() =>
        Gen.Select(Gen.Double[0, 6], Gen.Double[0, 5]).Array[1, 60].Sample(static steps =>
        {
            var (buckets, now, taken, largest) = (new TokenBuckets(), TimeSpan.FromSeconds(1), 0.0, 0.0);
            foreach (var (tokens, pause) in steps)
            {
                now += TimeSpan.FromSeconds(pause);
                var wait = buckets.Take("a", Ping, tokens, now);
                if (wait > TimeSpan.Zero)
                {
                    // After the wait it is there, whatever else was tried in between.
                    now += wait + TimeSpan.FromMilliseconds(1);
                    Assert.Equal(TimeSpan.Zero, buckets.Take("a", Ping, tokens, now));
                }

                taken += tokens;
                largest = Math.Max(largest, tokens - Ping.Quota.Burst);
                var most = Ping.Quota.Burst + Math.Max(largest, 0) + ((now.TotalSeconds - 1) * Ping.Quota.PerSecond);
                Assert.True(taken <= most + 0.001, $"{taken} of {most}");
            }
        });

    [Fact]
    public void TheNumberOfBucketsIsBoundedAndTheEmptiestStay()
    {
        var (buckets, now) = (new TokenBuckets(bound: 10), TimeSpan.FromSeconds(1));
        buckets.Take("greedy", Ping, 4, now);
        for (var i = 0; i < 50; i++)
        {
            buckets.Take($"peer{i}", Ping, 1, now);
        }

        Assert.Equal(10, buckets.Count);
        Assert.NotEqual(TimeSpan.Zero, buckets.Take("greedy", Ping, 1, now));
    }

    private static ReqRespProtocol Of(string name) => ReqRespProtocols.All.First(row => row.Name == name);
}
