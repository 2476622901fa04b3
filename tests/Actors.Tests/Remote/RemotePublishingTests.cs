using System.Net;
using Consensoor.Actors.Remote;
using Consensoor.Interop.BeaconApi;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>Messages that went together in one request are answered for each by itself.</summary>
public sealed class RemotePublishingTests
{
    private const string All = "node answers 400: all";

    [Theory]
    [InlineData("""{"failures":[{"index":1,"message":"late"}],"message":"all"}""", null, "node refuses it: late")]
    [InlineData("""{"failures":[{"index":"1","message":"late"}],"message":"all"}""", null, "node refuses it: late")]
    [InlineData("""{"failures":[{"index":1}],"message":"all"}""", null, "node refuses it: without a reason")]
    [InlineData("""{"failures":[{"index":2,"message":"late"}],"message":"all"}""", All, All)]
    [InlineData("""{"failures":[{"index":1,"message":"\ud800"}],"message":"all"}""", All, All)]
    [InlineData("""{"failures":7,"message":"all"}""", All, All)]
    public async Task Those_that_a_node_names_are_refused_or_all(string body, string? first, string second)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 });
        using var client = new BeaconClient(
            [new Uri("http://node/")], TimeProvider.System, new FixedAnswer(body, HttpStatusCode.BadRequest));
        var settings = new RemoteSettings(spec, 0, default);
        var message = SyncCommitteeMessage.Default(spec.Ssz(ForkName.Altair));
        var sendings = await new RemotePublishing(settings, client).All([0], [message, message], ForkName.Altair);
        Assert.Equal(first, sendings[0].Problem);
        Assert.Equal(second, sendings[1].Problem);
    }
}
