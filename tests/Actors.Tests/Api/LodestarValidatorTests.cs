using Consensoor.Actors.Cli;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Tests.Peers;
using Consensoor.Spec.Config;
using Consensoor.Spec.Presets;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Api;

/// <summary>
/// Validators with all keys of a chain on the Beacon API of a node without keys, one of both of Lodestar 1.5.1 and the other ours.
/// </summary>
[Trait("Category", "Peers")]
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class LodestarValidatorTests(ITestOutputHelper output)
{
    private const int Validators = 16;
    private const ulong LongEpochs = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>One epoch, five in the long form.</summary>
    [PeersTheory(Lodestar.Package)]
    [InlineData(ForkName.Altair)]
    public Task Its_validator_client_does_every_duty_on_our_node(ForkName fork) =>
        TheirsOnOurs(fork, PeersTheoryAttribute.IsLongAsked ? LongEpochs : 1);

    /// <summary>With blocks that have payloads and withdrawals.</summary>
    [PeersTheory(Lodestar.Package, isLong: true)]
    [InlineData(ForkName.Capella)]
    public Task Its_validator_client_does_every_duty_on_our_node_in_later_forks(ForkName fork) => TheirsOnOurs(fork, LongEpochs);

    /// <summary>Lodestar 1.5.1 knows blocks of the second version and pools and aggregates of the first.</summary>
    [PeersTheory(Lodestar.Package, isLong: true)]
    [InlineData(LongEpochs)]
    public async Task Our_validators_do_every_duty_on_its_node(ulong epochs)
    {
        var (begun, lodestar, _) = await LodestarNetwork.Begin(nodes: 0, Validators, Patience);
        await using var network = begun;
        using var beacon = lodestar;
        using var stop = new CancellationTokenSource();
        using var error = new StringWriter();
        string[] args =
        [
            "validators", "--beacon-node-url", $"{lodestar.Api}", "--network-config", Path.Combine(network.Folder, "config.yaml"),
            "--interop-validators", $"0..{Validators}", "--data-dir", Path.Combine(network.Folder, "validators"), "--metrics-port", "0",
            "--log-level", "WARNING",
        ];
        var validators = CommandLine.Run(args, TextWriter.Null, error, static _ => null, stop.Token);
        try
        {
            var duties = new EveryDuty(SpecOf(network), Validators, lodestar.Get, lodestar.GetSsz);
            await await Task.WhenAny(duties.IsDoneIn(1, epochs), Ended(validators, error));
        }
        finally
        {
            output.WriteLine(string.Join('\n', lodestar.Complaints));
            await stop.CancelAsync();
            await validators;
        }

        Assert.Equal(ExitCodes.Done, await validators);
    }

    private static async Task Ended(Task<int> validators, StringWriter error)
    {
        var code = await validators;
        Assert.Fail($"the validators ended with {code}: {error}");
    }

    private static ChainSpec SpecOf(WireNetwork network) => new(Preset.Minimal, network.Config);

    private async Task TheirsOnOurs(ForkName fork, ulong epochs)
    {
        Lodestar.Install();
        await using var network = await WireNetwork.OfGenesis(
            1, Validators, TimeSpan.FromSeconds(15), LodestarNetwork.Options(fork));
        network.StartWith(0, null);
        using var lodestar = Lodestar.ValidatorsOf(
            network.Folder, Path.Combine(network.Folder, "lodestar"), $"0..{Validators - 1}", network.ApiOf(0));
        try
        {
            var duties = new EveryDuty(
                SpecOf(network), Validators, path => network.Get(0, path), path => network.GetSsz(0, path));
            await duties.IsDoneIn(1, epochs);
        }
        finally
        {
            output.WriteLine(string.Join('\n', lodestar.Complaints));
        }
    }
}
