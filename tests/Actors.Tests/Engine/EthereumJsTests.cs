using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Consensoor.Actors.Reporting;
using Consensoor.Actors.Tests.Network;
using Consensoor.Actors.Tests.Network.Wire;
using Consensoor.Interop.Genesis;
using Consensoor.Interop.Tests.Peers;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.State;
using Consensoor.Spec.Transition.Helpers;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Engine;

/// <summary>A chain of ours on EthereumJS behind the Engine API, on networks of slots of four seconds that `genesis create` made.</summary>
[Trait("Category", "Peers")]
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class EthereumJsTests(ITestOutputHelper output)
{
    private const int Keys = 16;
    private const ulong SlotsPerEpoch = 8;
    private const string Withdrawals = "0x00000000000000000000000000000000000c0de5";
    private const string Payee = "0x000000000000000000000000000000000000beef";
    private const string DepositContract = "0x00000000219ab540356cbb839cbe05303d7705fa";
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Every slot has a block with its payload, every vote is there, nothing is optimistic, the chain finalizes; a transaction,
    /// withdrawals, from deneb on blobs and in electra a deposit, which becomes a validator, are on both sides.
    /// </summary>
    [PeersTheory(EthereumJs.Package, isLong: true)]
    [InlineData(ForkName.Capella, 5)]
    [InlineData(ForkName.Deneb, 5)]
    [InlineData(ForkName.Electra, 7)]
    public async Task Our_chain_runs_on_it(ForkName fork, ulong epochs)
    {
        var (network, layer) = await Begin(fork);
        await using var ours = network;
        using var theirs = layer;
        network.Start(0, $"0..{Keys}");
        await Until("the first block", async () => await HeadSlot(network) is > 0);
        var paid = await layer.Send("pay", Payee, "1234567890");
        await Until("the payment", async () => await layer.Call("eth_getTransactionReceipt", paid.Hash) is not null);
        var blobs = fork >= ForkName.Deneb ? await layer.Send("blobs", Payee, "2") : default;

        // A transaction's number is that of the last block's state.
        var last = blobs.Hash ?? paid.Hash;
        await Until("the transactions", async () => await layer.Call("eth_getTransactionReceipt", last) is not null);
        var key = InteropGenesis.SecretKeys(Keys, 1)[0];
        var deposit = fork >= ForkName.Electra ? await layer.Send("call", DepositContract, DepositEvent(network.Config, key)) : default;

        // It verifies blobs that it is sent for seconds, in which it answers nothing: votes count from the epoch behind that.
        var votes = new List<double>();
        for (ulong epoch = 3; epoch <= epochs; epoch++)
        {
            await Task.Delay(Until(network, (epoch * SlotsPerEpoch) + 4));
            votes.Add(EpochParticipation.Previous(await HeadState(network, fork)));
            output.WriteLine($"epoch {epoch - 1}: {votes[^1]:P1} of the stake voted");
        }

        var blocks = new List<JsonElement>();
        for (ulong slot = 1; slot <= epochs * SlotsPerEpoch; slot++)
        {
            var block = await network.Get(0, $"/eth/v2/beacon/blocks/{slot}");
            Assert.True(block is not null, $"slot {slot} has no block:\n{layer.Tail(40)}");
            blocks.Add(block.Value.GetProperty("message").GetProperty("body"));
        }

        Assert.Equal(
            Enumerable.Range(1, blocks.Count).Select(static number => $"{number}"),
            blocks.Select(static body => Payload(body).GetProperty("block_number").GetString()));
        Assert.All(blocks.Skip(1), static body => Assert.DoesNotContain(
            "0", Bits(body.GetProperty("sync_aggregate").GetProperty("sync_committee_bits")), StringComparison.Ordinal));
        var syncing = (await network.Get(0, "/eth/v1/node/syncing"))!.Value;
        Assert.False(syncing.GetProperty("is_optimistic").GetBoolean());
        Assert.False(syncing.GetProperty("el_offline").GetBoolean());
        var finality = (await network.Get(0, "/eth/v1/beacon/states/head/finality_checkpoints"))!.Value;
        Assert.True(Number(finality.GetProperty("finalized"), "epoch") >= epochs - 3, $"{finality}");

        // The payment, and withdrawals to the wei.
        Assert.Single(blocks, body => Transactions(body).Contains(paid.Transaction));
        Assert.Equal(1_234_567_890, await Balance(layer, Payee, "latest"));
        var withdrawn = blocks.SelectMany(static body => Payload(body).GetProperty("withdrawals").EnumerateArray())
            .Aggregate(BigInteger.Zero, static (sum, one) => sum + Number(one, "amount"));
        output.WriteLine($"{fork}: {withdrawn} Gwei withdrawn in {blocks.Count} blocks");
        Assert.True(withdrawn > 0);
        Assert.Equal(withdrawn * 1_000_000_000, await Balance(layer, Withdrawals, $"0x{blocks.Count:x}"));

        if (fork >= ForkName.Deneb)
        {
            var carrier = Assert.Single(blocks, body => Transactions(body).Contains(blobs.Transaction));
            Assert.Equal(2, carrier.GetProperty("blob_kzg_commitments").GetArrayLength());
            var sidecars = (await network.Get(0, $"/eth/v1/beacon/blob_sidecars/{1 + blocks.IndexOf(carrier)}"))!.Value;
            Assert.Equal(["0", "1"], sidecars.EnumerateArray().Select(static one => one.GetProperty("index").GetString()));
        }

        if (fork >= ForkName.Electra)
        {
            var carrier = Assert.Single(blocks, body => Transactions(body).Contains(deposit.Transaction));
            var request = Assert.Single(carrier.GetProperty("execution_requests").GetProperty("deposits").EnumerateArray());
            Assert.Equal($"{ManagedBls.Shared.SkToPk(key)}", request.GetProperty("pubkey").GetString());
            var state = await HeadState(network, fork);
            Assert.Equal(Keys + 1, state.Validators.Count);
            Assert.Equal(ManagedBls.Shared.SkToPk(key), state.Validators[Keys].Pubkey);
        }

        Assert.All(votes, static part => Assert.Equal(1, part));
    }

    /// <summary>
    /// It is killed and started again (20 times where the long form is asked for): no slot is missed but those of the outage and the one
    /// behind it, and nothing is optimistic in between.
    /// </summary>
    [PeersTheory(EthereumJs.Package, isLong: true)]
    [InlineData(ForkName.Deneb)]
    public async Task It_is_killed_and_started_again(ForkName fork)
    {
        var (network, layer) = await Begin(fork);
        await using var ours = network;
        using var theirs = layer;
        network.Start(0, $"0..{Keys}");
        await Until("the fourth block", async () => await HeadSlot(network) is >= 4);
        var missable = new HashSet<ulong>();
        var random = new Random(17);
        for (var restart = 0; restart < (20); restart++)
        {
            await Task.Delay(random.Next(2_000));
            var killed = SlotNow(network);
            layer.Kill();
            await layer.Start(Patience);
            var back = SlotNow(network);
            output.WriteLine($"away in slots {killed} to {back}");
            missable.UnionWith(Enumerable.Range((int)killed, (int)(back - killed) + 2).Select(static slot => (ulong)slot));
            await Task.Delay(Until(network, back + 6));
        }

        var last = SlotNow(network) - 1;
        var missed = new List<ulong>();
        for (ulong slot = 1; slot <= last; slot++)
        {
            if (await network.Get(0, $"/eth/v2/beacon/blocks/{slot}") is null)
            {
                missed.Add(slot);
            }
        }

        output.WriteLine($"without a block: {string.Join(' ', missed)}");
        Assert.Empty(missed.Except(missable));
        Assert.False((await network.Get(0, "/eth/v1/node/syncing"))!.Value.GetProperty("is_optimistic").GetBoolean());
    }

    private static ulong SlotNow(WireNetwork network) => (ulong)((DateTimeOffset.UtcNow - network.Genesis) / Slot);

    private static async Task<(WireNetwork Network, EthereumJs Layer)> Begin(ForkName fork)
    {
        var genesis = EthereumJs.GenesisOf(fork.Text());
        var network = await WireNetwork.OfGenesis(
            1,
            Keys,
            TimeSpan.FromSeconds(25),
            [
                "--set", "SLOT_DURATION_MS=4000", "--withdrawal-address", Withdrawals, "--execution-genesis", genesis, "--fork-epoch",
                .. ForkNames.All.Skip(1).Select(one => $"{one.Text()}={(one <= fork ? "0" : "never")}"),
            ]);
        var layer = new EthereumJs(genesis, Path.Combine(network.Folder, "el"));
        try
        {
            await layer.Start(Patience);
            network.Execution = ["--engine-api-url", layer.EngineUrl, "--jwt-secret", layer.SecretFile];
            return (network, layer);
        }
        catch
        {
            layer.Dispose();
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>The data of a deposit's event (EIP-6110) for a key, of 32 ether, which its signature holds for.</summary>
    private static string DepositEvent(ChainConfig config, Bytes32 key)
    {
        var bls = ManagedBls.Shared;
        var message = new DepositMessage
        {
            Pubkey = bls.SkToPk(key)!.Value,
            WithdrawalCredentials = InteropGenesis.Credentials(ExecutionAddress.Parse(Withdrawals)),
            Amount = 32_000_000_000,
        };
        var spec = new ChainSpec(Preset.Minimal, config);
        var domain = Misc.ComputeDomain(config, Constants.DomainDeposit);
        var root = Misc.ComputeSigningRoot(message, domain, spec.Ssz(ForkName.Electra));
        var amount = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(amount, message.Amount);
        byte[][] parts =
        [
            message.Pubkey.AsSpan().ToArray(), message.WithdrawalCredentials.AsSpan().ToArray(), amount,
            bls.Sign(key, root.AsSpan())!.Value.AsSpan().ToArray(), new byte[8],
        ];
        var (head, tail) = (new List<byte>(), new List<byte>());
        foreach (var part in parts)
        {
            head.AddRange(Word((ulong)((parts.Length * 32) + tail.Count)));
            tail.AddRange([.. Word((ulong)part.Length), .. part, .. new byte[(32 - (part.Length % 32)) % 32]]);
        }

        return $"0x{Convert.ToHexStringLower([.. head, .. tail])}";
    }

    private static byte[] Word(ulong number)
    {
        var word = new byte[32];
        BinaryPrimitives.WriteUInt64BigEndian(word.AsSpan(24), number);
        return word;
    }

    private static JsonElement Payload(JsonElement body) => body.GetProperty("execution_payload");

    private static IEnumerable<string?> Transactions(JsonElement body) =>
        Payload(body).GetProperty("transactions").EnumerateArray().Select(static one => one.GetString());

    private static string Bits(JsonElement hex) =>
        string.Concat(Convert.FromHexString(hex.GetString()![2..]).Select(static one => $"{one:b8}"));

    private static async Task<BigInteger> Balance(EthereumJs layer, string address, string block)
    {
        var hex = (await layer.Call("eth_getBalance", address, block))!.Value.GetString()!;
        return BigInteger.Parse($"0{hex[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static async Task<ulong?> HeadSlot(WireNetwork network) =>
        await network.Get(0, "/eth/v1/node/syncing") is { } syncing ? Number(syncing, "head_slot") : null;

    private static async Task<BeaconState> HeadState(WireNetwork network, ForkName fork)
    {
        var ssz = await network.GetSsz(0, "/eth/v2/debug/beacon/states/head");
        var spec = new ChainSpec(Preset.Minimal, network.Config);
        Assert.True(BeaconState.TryDecode(ssz, spec.Ssz(fork), out var state, out var error), $"{error}");
        return state;
    }

    private static TimeSpan Until(WireNetwork network, ulong slot)
    {
        var wait = network.Genesis + (slot * Slot) - DateTimeOffset.UtcNow;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static ulong Number(JsonElement of, string name) =>
        ulong.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static async Task Until(string what, Func<Task<bool>> holds)
    {
        var end = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, $"not in time: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }
}
