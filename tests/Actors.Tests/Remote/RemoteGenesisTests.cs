using System.Net;
using Consensoor.Actors.Remote;
using Consensoor.Interop.BeaconApi;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>Genesis comes of the first node that tells one of the network, whatever those before it answer.</summary>
public sealed class RemoteGenesisTests
{
    [Theory]
    [InlineData(404, """{"code":404,"message":"genesis is not known yet"}""")]
    [InlineData(401, "")]
    [InlineData(503, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"data":{"genesis_time":"5","genesis_validators_root":"0x","genesis_fork_version":"0xffffffff"}}""")]
    public async Task What_the_first_node_answers_keeps_no_other_from_being_asked(int status, string body)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal);
        var (root, version) = (default(Root).ToString(), spec.Config.GenesisForkVersion.ToString());
        var told = $$"""{"data":{"genesis_time":"5","genesis_validators_root":"{{root}}","genesis_fork_version":"{{version}}"} }""";
        Assert.Equal(new RemoteGenesis(default, 5), (await Find(spec, status, body, told)).Genesis);

        var (nothing, problem) = await Find(spec, status, body, "[]");
        Assert.Null(nothing);
        Assert.StartsWith("first", problem, StringComparison.Ordinal);
        Assert.Contains("; second: ", problem, StringComparison.Ordinal);
    }

    /// <summary>Where a chain begins in a later fork some nodes tell the version of that one, as Lodestar 1.5.1.</summary>
    [Theory]
    [InlineData(ForkName.Phase0, true)]
    [InlineData(ForkName.Altair, true)]
    [InlineData(ForkName.Bellatrix, false)]
    public async Task The_version_that_the_genesis_state_has_is_one_of_the_network(ForkName told, bool isTaken)
    {
        var spec = new ChainSpec(Preset.Minimal, ChainConfig.Minimal with { AltairForkEpoch = 0 });
        var answer = $$"""
            {"data":{"genesis_time":"5","genesis_validators_root":"{{default(Root)}}",
            "genesis_fork_version":"{{spec.ForkVersion(told)}}"} }
            """;
        Assert.Equal(isTaken ? new RemoteGenesis(default, 5) : null, (await Find(spec, 200, answer, "[]")).Genesis);
    }

    private static async Task<(RemoteGenesis? Genesis, string Problem)> Find(ChainSpec spec, int status, string first, string second)
    {
        using var client = new BeaconClient(
            [new Uri("http://first/"), new Uri("http://second/")],
            TimeProvider.System,
            new ByHost(host => host == "first" ? SimulatedApi.Json(first, (HttpStatusCode)status) : SimulatedApi.Json(second)));
        return await RemoteGenesis.Find(client, spec, TimeSpan.FromMinutes(1));
    }

    private sealed class ByHost(Func<string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request.RequestUri!.Host));
    }
}
