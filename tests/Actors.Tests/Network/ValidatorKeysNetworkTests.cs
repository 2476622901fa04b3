using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Tests.Keys;
using Consensoor.Interop.Tests.Keys.Stub;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Two nodes that `run` starts in real time: one with keystores, one with a signer elsewhere, over sockets.</summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class ValidatorKeysNetworkTests : IDisposable
{
    private const int TimelyTarget = 2;
    private const string State = "/eth/v2/debug/beacon/states/head";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly string Yaml = string.Join('\n',
        "PRESET_BASE: minimal", "CONFIG_NAME: keys-test", "SLOT_DURATION_MS: 2000", "ALTAIR_FORK_EPOCH: 0", "BELLATRIX_FORK_EPOCH: 0",
        "CAPELLA_FORK_EPOCH: 0", "DENEB_FORK_EPOCH: 0", "ELECTRA_FORK_EPOCH: 0", "FULU_FORK_EPOCH: 0", "GLOAS_FORK_EPOCH: 2", "");

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keystores_and_a_signer_elsewhere_vote_in_full_and_finalize_across_gloas()
    {
        Assert.True(ChainConfig.TryParse(Yaml, out var config, out _));
        using var remote = new LocalSigner(ManagedBls.Shared, InteropGenesis.SecretKeys(8, 8));
        await using var stub = await StubSigner.Start(new ChainSpec(Preset.Minimal, config), remote);
        for (var i = 0; i < 8; i++)
        {
            var key = KeystoreSamples.Pubkey(i).ToString();
            KeystoreSamples.Write(
                Path.Combine(_folder, "keys", key, "voting-keystore.json"), i, Path.Combine(_folder, "secrets", key), $"pass {i}\n");
        }

        await using var network = new WireNetwork(2, Yaml, TimeSpan.FromSeconds(20));
        network.StartSigning(0, ["--validator-keys", $"{_folder}/keys:{_folder}/secrets"]);
        network.StartSigning(1, ["--web3signer-url", stub.Url.ToString()], 0);

        // All sixteen voted for the target in an epoch of fulu, and in one of gloas.
        foreach (var epoch in (ulong[])[2, 4])
        {
            await network.Until([0, 1], State, Patience, all => all.All(state => SlotOf(state) / 8 >= epoch && SlotOf(state) % 8 >= 5));
            var states = await network.Until([0, 1], State, Patience, static all => all.All(static state => SlotOf(state) % 8 >= 5));
            Assert.All(states, static state => Assert.Equal(
                Enumerable.Range(0, 16), Enumerable.Range(0, 16).Where(index => (Participation(state, index) & TimelyTarget) != 0)));
        }

        await network.Until(
            [0, 1],
            "/eth/v1/beacon/states/head/finality_checkpoints",
            Patience,
            static all => all.All(static one => Number(one.GetProperty("finalized").GetProperty("epoch")) >= 2));
        Assert.Empty(stub.Findings);
        Assert.Superset(
            new HashSet<string>
            {
                "AGGREGATE_AND_PROOF_V2", "AGGREGATION_SLOT", "ATTESTATION", "BLOCK_V2", "EXECUTION_PAYLOAD_ENVELOPE",
                "PAYLOAD_ATTESTATION_MESSAGE", "RANDAO_REVEAL", "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF", "SYNC_COMMITTEE_MESSAGE",
                "SYNC_COMMITTEE_SELECTION_PROOF",
            },
            stub.Types.ToHashSet());
    }

    private static int Participation(JsonElement state, int validator) => int.Parse(
        state.GetProperty("previous_epoch_participation")[validator].GetString()!, CultureInfo.InvariantCulture);

    private static ulong SlotOf(JsonElement state) => Number(state.GetProperty("slot"));

    private static ulong Number(JsonElement json) => ulong.Parse(json.GetString()!, CultureInfo.InvariantCulture);
}
