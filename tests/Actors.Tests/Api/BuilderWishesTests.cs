using System.Text;
using Consensoor.Actors.Api;
using Consensoor.Interop.BeaconApi;
using Consensoor.Interop.Builders;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What a validator client wishes of bids says the same in SSZ as in JSON.</summary>
public sealed class BuilderWishesTests
{
    private const ulong Slot = 60;
    private static readonly SszContext Context =
        new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { GloasForkEpoch = 0 }).Ssz(ForkName.Gloas);

    [Theory]
    [InlineData("http://builder:9/", 60, "6162", null)]
    [InlineData("http://builder:9/", 61, "6162", "its auth is of slot 61, and the block of 60")]
    [InlineData("http://builder:9/", 60, "", "the data of its auth is empty")]
    [InlineData("builder", 60, "6162", "its url is no URL http://HOST or https://HOST")]
    public async Task A_builder_is_the_same_in_both(string url, ulong slot, string data, string? obstacle)
    {
        var auth = new SignedBuilderRequestAuth
        {
            Message = new BuilderRequestAuth { Data = ByteList.Create(Convert.FromHexString(data)), Slot = slot },
            Signature = new BLSSignature([3, .. new byte[95]]),
        };
        var pubkey = new BLSPubkey([5, .. new byte[47]]);
        var body = Body(Entry(Encoding.UTF8.GetBytes(url), auth, pubkey));
        var ssz = await Read(body.ToSsz(Context), "application/octet-stream");
        var json = await Read(Encoding.UTF8.GetBytes($$"""
            {"min_bid":"3","builder_boost_factor":"90","builders":[{"url":"{{url}}","max_execution_payment":"7","min_bid":"4",
            "builder_boost_factor":"80","builder_pubkeys":["{{pubkey}}"],
            "auth":{"message":{"data":"0x{{data}}","slot":"{{slot}}"},"signature":"{{auth.Signature}}"} }]}
            """), "application/json");
        Assert.Equal((true, 3UL, 90UL), (ssz.IsEnabled, ssz.MinBid, ssz.BoostFactor));
        Assert.Equal((json.IsEnabled, json.MinBid, json.BoostFactor), (ssz.IsEnabled, ssz.MinBid, ssz.BoostFactor));
        var (one, other) = (Assert.Single(ssz.Builders), Assert.Single(json.Builders));
        Assert.Equal(obstacle, one.Obstacle);
        Assert.Equal([pubkey], one.BuilderPubkeys);
        Assert.Equal(other.BuilderPubkeys, one.BuilderPubkeys);
        Assert.Equal(other with { BuilderPubkeys = one.BuilderPubkeys }, one);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ff")]
    public async Task A_url_that_is_none_is_refused(string hex)
    {
        var body = Body(Entry(Convert.FromHexString(hex), new SignedBuilderRequestAuth(), default));
        var refused = await Assert.ThrowsAsync<BadHttpRequestException>(() => Read(body.ToSsz(Context), "application/octet-stream"));
        Assert.Equal(400, refused.StatusCode);
        Assert.Contains("builders[0].url", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_SSZ_of_it_is_refused()
    {
        var whole = Body().ToSsz(Context);
        for (var length = 0; length < whole.Length; length++)
        {
            await Assert.ThrowsAsync<BadHttpRequestException>(() => Read(whole[..length], "application/octet-stream"));
        }
    }

    private static BuilderConfigBody Body(params BuilderEntryBody[] builders) =>
        new() { MinBid = 3, BuilderBoostFactor = 90, Builders = [.. builders] };

    private static BuilderEntryBody Entry(byte[] url, SignedBuilderRequestAuth auth, BLSPubkey pubkey) => new()
    {
        Url = ByteList.Create(url),
        Auth = auth,
        BuilderPubkeys = [pubkey],
        MaxExecutionPayment = 7,
        MinBid = 4,
        BuilderBoostFactor = 80,
    };

    private static Task<BuilderTerms> Read(byte[] body, string type)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = type;
        http.Request.Body = new MemoryStream(body);
        return BuilderWishes.Read(http, Slot, Context);
    }
}
