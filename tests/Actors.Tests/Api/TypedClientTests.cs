using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Tests.Peers;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// A validator client of gloas over the typed client of `@lodestar/api` 1.48, with all keys of a chain, on our node, which has none: each
/// of its calls is answered in the form that the client reads, in JSON and in SSZ.
/// </summary>
[Trait("Category", "Peers")]
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class TypedClientTests(ITestOutputHelper output)
{
    private const string Package = "beacon-api";
    private const int Validators = 16;
    private const ulong LongEpochs = 5;

    private static readonly string[] Calls =
    [
        "getAttesterDuties", "getProposerDuties", "getProposerDutiesV2", "getSyncCommitteeDuties", "getPtcDuties", "prepareBeaconProposer",
        "prepareBeaconCommitteeSubnet", "prepareSyncCommitteeSubnets", "submitProposerPreferences", "produceBlockV4", "publishBlockV2",
        "getExecutionPayloadEnvelope", "publishExecutionPayloadEnvelope", "produceAttestationData", "submitPoolAttestationsV2",
        "getBlockRoot", "submitPoolSyncCommitteeSignatures", "getAggregatedAttestationV2", "publishAggregateAndProofsV2",
        "produceSyncCommitteeContribution", "publishContributionAndProofs", "producePayloadAttestationData",
        "submitPayloadAttestationMessages", "getLiveness", "postStateValidators", "getNodeVersion", "getSyncingStatus", "getStateFork",
    ];

    // What the API answers in JSON alone, whatever is asked for.
    private static readonly string[] InJsonAlone =
    [
        "getAttesterDuties", "getProposerDuties", "getProposerDutiesV2", "getSyncCommitteeDuties", "getPtcDuties", "getBlockRoot",
        "getLiveness", "postStateValidators", "getNodeVersion", "getSyncingStatus", "getStateFork",
    ];

    /// <summary>Two epochs, in which each call is made in both formats.</summary>
    [PeersTheory(Package)]
    [InlineData("both")]
    public async Task Each_call_of_a_validator_client_is_answered(string wire) => await Run(wire, 1, static (_, _) => Task.CompletedTask);

    /// <summary>Five epochs after the first, in which every duty is done.</summary>
    [PeersTheory(Package, isLong: true)]
    [InlineData("json")]
    [InlineData("ssz")]
    public async Task Every_duty_is_done(string wire) => await Run(wire, LongEpochs + 1, static async (network, client) =>
    {
        var spec = new ChainSpec(Preset.Minimal, network.Config);
        var duties = new EveryDuty(spec, Validators, path => network.Get(0, path), path => network.GetSsz(0, path));
        await await Task.WhenAny(duties.IsDoneIn(1, LongEpochs - 1), client);
        await duties.IsDoneIn(LongEpochs, LongEpochs);
    });

    private async Task Run(string wire, ulong lastEpoch, Func<WireNetwork, Task, Task> check)
    {
        var folder = NpmPeer.Install(Package);
        await using var network = await WireNetwork.OfGenesis(
            1, Validators, TimeSpan.FromSeconds(15), LodestarNetwork.Options(ForkName.Gloas));
        network.StartWith(0, null);
        await network.Until([0], "/eth/v1/node/version", TimeSpan.FromMinutes(2), static _ => true);
        string[] args =
        [
            "validator.mjs", $"http://127.0.0.1:{network.ApiOf(0)}", wire, $"{Validators}", "1",
            lastEpoch.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo("node", args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LODESTAR_PRESET"] = "minimal";
        using var process = Process.Start(start)!;
        try
        {
            var (lines, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await check(network, process.WaitForExitAsync());
            await process.WaitForExitAsync();
            output.WriteLine(await lines);
            Assert.True(process.ExitCode == 0, $"{await errors}\n{await lines}");
            CheckCalls((await lines).Split('\n', StringSplitOptions.RemoveEmptyEntries), wire);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static void CheckCalls(string[] lines, string wire)
    {
        using var end = JsonDocument.Parse(lines[^1]);
        Assert.True(end.RootElement.GetProperty("done").GetBoolean());
        Assert.Empty(lines[..^1]);
        var calls = end.RootElement.GetProperty("calls");
        foreach (var call in Calls)
        {
            var formats = calls.GetProperty(call);
            int Times(string format) => formats.TryGetProperty(format, out var times) ? times.GetInt32() : 0;
            Assert.True(wire == "ssz" || Times("json") > 0, $"{call} was not answered in JSON: {formats}");
            var format = InJsonAlone.Contains(call) ? "other" : "ssz";
            Assert.True(wire == "json" || Times(format) > 0, $"{call} was not answered in SSZ: {formats}");
        }
    }
}
