using System.Net;
using Consensoor.Actors.Remote;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
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

    /// <summary>A block goes on to the next node where its maker fails; the maker's word of a builder is for itself.</summary>
    [Fact]
    public async Task The_url_of_a_builder_goes_to_the_node_that_named_it_alone()
    {
        var nodes = new Headers();
        using var client = new BeaconClient([new Uri("http://one/"), new Uri("http://two/")], TimeProvider.System, nodes);
        var block = new SignedBeaconBlock { Message = BeaconBlock.Default(Gloas.Ssz(ForkName.Gloas)) };
        var kept = new RemoteKept(default, 0, null) { BuilderUrl = "http://builder" };
        var sent = await new RemotePublishing(new RemoteSettings(Gloas, 0, default), client).Block([0, 1], block, kept);
        Assert.Null(sent.Problem);
        Assert.Equal([("one", "http://builder"), ("two", null)], nodes.Seen);
    }

    [Fact]
    public async Task Preferences_whose_time_is_over_go_to_nobody()
    {
        var nodes = new Headers();
        using var client = new BeaconClient([new Uri("http://two/")], TimeProvider.System, nodes);
        var preference = new BuilderPreference("http://builder", default, 9, ByteList.Create("data"u8), default, 5);
        var publishing = new RemotePublishing(new RemoteSettings(Gloas, 0, default), client);
        Assert.NotNull((await publishing.Preferences([0], [preference], TimeSpan.FromSeconds(-1)))[0].Problem);
        Assert.Empty(nodes.Seen);
        Assert.Null((await publishing.Preferences([0], [preference], TimeSpan.FromHours(1)))[0].Problem);
        Assert.Single(nodes.Seen);
    }

    private static ChainSpec Gloas { get; } = RemoteRun.Only(ForkName.Gloas)(
        new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 }));

    /// <summary>Two nodes, of which the first has failed.</summary>
    private sealed class Headers : HttpMessageHandler
    {
        public List<(string Host, string? Url)> Seen { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var host = request.RequestUri!.Host;
            Seen.Add((host, request.Headers.TryGetValues("Eth-Builder-Url", out var values) ? values.Single() : null));
            return Task.FromResult(SimulatedApi.Json("", host == "one" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
        }
    }
}
