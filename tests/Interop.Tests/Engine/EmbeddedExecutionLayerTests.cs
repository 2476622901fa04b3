using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Consensoor.Spec.Tests;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Engine;

/// <summary>The embedded execution layer takes what it builds, in every fork, and refuses everything else.</summary>
public sealed class EmbeddedExecutionLayerTests
{
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal);

    public static TheoryData<ForkName> Forks =>
        [ForkName.Bellatrix, ForkName.Capella, ForkName.Deneb, ForkName.Electra, ForkName.Fulu, ForkName.Gloas];

    [Theory]
    [MemberData(nameof(Forks))]
    public void AChainOfItsOwnPayloadsIsValid(ForkName fork)
    {
        var (builder, checker) = (NewLayer(), NewLayer());
        var head = EmbeddedExecutionLayer.Genesis(1_000).Hash;
        for (ulong i = 1; i <= 5; i++)
        {
            var request = Build(builder, fork, head, 1_000 + (12 * i));
            Assert.Equal(EngineVerdict.Valid, checker.NewPayload(request).Verdict);
            Assert.Equal(EngineVerdict.Valid, builder.NewPayload(request).Verdict);
            head = request.Request.ExecutionPayload.BlockHash;
        }
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public void AChangedFieldIsRefusedEvenUnderARightHash(ForkName fork)
    {
        var layer = NewLayer();
        var request = Build(layer, fork, EmbeddedExecutionLayer.Genesis(1_000).Hash, 1_012);
        var payload = request.Request.ExecutionPayload;
        Gen.ULong[1, 1_000_000].Sample(
            change =>
            {
                foreach (var changed in Changes(payload, change))
                {
                    var hash =
                        BlockHeader.Hash(Spec.Ssz(fork), changed, request.Request.ParentBeaconBlockRoot, request.Request.ExecutionRequests);
                    var forged = request with { Request = request.Request with { ExecutionPayload = changed with { BlockHash = hash } } };
                    Assert.Equal(EngineVerdict.Invalid, layer.NewPayload(forged).Verdict);
                    Assert.Equal(
                        EngineVerdict.Invalid,
                        layer.NewPayload(request with { Request = request.Request with { ExecutionPayload = changed } }).Verdict);
                }
            },
            iter: 20);
    }

    [Fact]
    public void APayloadOnTheZeroHashStandsOnTheGenesisBlock()
    {
        var layer = NewLayer();
        var request = Build(layer, ForkName.Capella, default, 1_012);
        Assert.Equal(default, request.Request.ExecutionPayload.ParentHash);
        Assert.Equal(1UL, request.Request.ExecutionPayload.BlockNumber);
        Assert.Equal(EngineVerdict.Valid, layer.NewPayload(request).Verdict);
    }

    [Fact]
    public void APayloadOnAnUnknownParentIsSyncing()
    {
        var layer = NewLayer();
        var request = Build(layer, ForkName.Capella, EmbeddedExecutionLayer.Genesis(1_000).Hash, 1_012);
        var unknown = new Hash32([1, .. new byte[31]]);
        var orphan = request with { Request =
            request.Request with { ExecutionPayload = request.Request.ExecutionPayload with { ParentHash = unknown } } };
        Assert.Equal(EngineVerdict.Syncing, layer.NewPayload(orphan).Verdict);
    }

    /// <summary>
    /// Of a block on which nothing but the parent's hash is known, what its children are computed from has to be in range: a gas limit of
    /// nothing had the next payload divide by zero, a huge base fee did not fit.
    /// </summary>
    [Theory]
    [MemberData(nameof(Forks))]
    public void WhatNoChildCanStandOnIsRefusedOnAHashAlone(ForkName fork)
    {
        var genesis = EmbeddedExecutionLayer.Genesis(1_000);
        var request = Build(NewLayer(), fork, genesis.Hash, 1_012);
        var payload = request.Request.ExecutionPayload;
        var huge = new Bytes32([.. new byte[8], 1, .. new byte[23]]);
        var most = new Bytes32(Enumerable.Repeat((byte)0xff, 32).ToArray());
        foreach (var changed in (ExecutionPayload[])
        [
            payload with { GasLimit = 0 }, payload with { GasLimit = 4_999 }, payload with { GasUsed = payload.GasLimit + 1 },
            payload with { BaseFeePerGas = new UInt256(huge) }, payload with { BaseFeePerGas = new UInt256(most) },
        ])
        {
            var layer = new EmbeddedExecutionLayer(Spec, genesis with { IsHashOnly = true }, new EmbeddedMempool(Spec.Config));
            var forged = Forged(request, changed);
            var verdict = layer.NewPayload(forged);
            Assert.Equal(EngineVerdict.Invalid, verdict.Verdict);
            Assert.EndsWith("out of range", verdict.Error, StringComparison.Ordinal);

            // Nothing stands on it.
            var child = Forged(request, payload with
            {
                ParentHash = forged.Request.ExecutionPayload.BlockHash, BlockNumber = 2, Timestamp = 1_024,
            });
            Assert.Equal(EngineVerdict.Syncing, layer.NewPayload(child).Verdict);
            Assert.Equal(EngineVerdict.Valid, layer.NewPayload(request).Verdict);
        }
    }

    private static NewPayload Forged(NewPayload request, ExecutionPayload payload)
    {
        var inner = request.Request;
        var hash = BlockHeader.Hash(Spec.Ssz(request.Fork), payload, inner.ParentBeaconBlockRoot, inner.ExecutionRequests);
        return request with { Request = inner with { ExecutionPayload = payload with { BlockHash = hash } } };
    }

    [Fact]
    public void TheTrieOfNothingHasItsWellKnownRoot() =>
        Assert.Equal("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421", OrderedTrie.Root([]).ToString());

    [SharedFact("data/snappy/reqresp_block.ssz")]
    public void ARealBlockHasTheHashItsPayloadSays()
    {
        // A Bellatrix block of a Goerli shadow fork with its transactions; it lies beside the checkout where the official vectors do.
        var file = Path.Combine(Checkout(), "..", "shared", "data", "snappy", "reqresp_block.ssz");
        var context = new ChainSpec(Preset.Mainnet, ChainConfig.Mainnet).Ssz(ForkName.Bellatrix);
        Assert.True(SignedBeaconBlock.TryDecode(File.ReadAllBytes(file), context, out var block, out var error), error.ToString());
        var payload = block.Message.Body.ExecutionPayload;
        Assert.True(payload.Transactions.Count > 0);
        Assert.Equal(payload.BlockHash, BlockHeader.Hash(context, payload, null, null));
    }

    private static EmbeddedExecutionLayer NewLayer() => new(Spec, EmbeddedExecutionLayer.Genesis(1_000), new EmbeddedMempool(Spec.Config));

    private static NewPayload Build(EmbeddedExecutionLayer layer, ForkName fork, Hash32 head, ulong timestamp)
    {
        Root? beaconRoot = fork >= ForkName.Deneb ? new Root(Enumerable.Repeat((byte)7, 32).ToArray()) : null;
        SszList<Withdrawal>? withdrawals = fork >= ForkName.Capella ? [new Withdrawal { Index = 3, ValidatorIndex = 4, Amount = 5 }] : null;
        var attributes = new BuildAttributes(
            timestamp,
            Bytes32.Zero,
            ExecutionAddress.Zero,
            withdrawals,
            beaconRoot,
            fork >= ForkName.Gloas ? timestamp / 12 : null,
            fork >= ForkName.Gloas ? 60_000_000 : null);
        var started = layer.ForkchoiceUpdated(new ForkchoiceUpdated(1, fork, head, head, head, attributes));
        var built = layer.GetPayload(new GetPayload(2, fork, started.PayloadId!.Value));
        Assert.Null(built.Error);
        return new NewPayload(Root.Zero, fork, new NewPayloadRequest
        {
            ExecutionPayload = built.Payload!,
            ParentBeaconBlockRoot = beaconRoot ?? Root.Zero,
            ExecutionRequests = built.Requests!,
        });
    }

    private static IEnumerable<ExecutionPayload> Changes(ExecutionPayload payload, ulong change)
    {
        yield return payload with { BlockNumber = payload.BlockNumber + change };
        yield return payload with { Timestamp = 1_000 - (change % 1_000) };
        yield return payload with { GasUsed = payload.GasLimit + change };
        yield return payload with { GasLimit = payload.GasLimit + 60_000 + change };
        yield return payload with { StateRoot = payload.ReceiptsRoot };
        yield return payload with { ReceiptsRoot = payload.StateRoot };
        yield return payload with { Transactions = payload.Transactions.Add(ByteList.Create([1, 2, (byte)change])) };
    }

    private static string Checkout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Consensoor.Actors.sln")))
        {
            directory = directory.Parent!;
        }

        return directory.FullName;
    }
}
