using Consensoor.Interop.Engine;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>What is invalid without an execution layer is refused without asking it.</summary>
public sealed class LocalRefusalTests
{
    public static TheoryData<ForkName> Forks => Payloads.Forks;

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task APayloadUnderAnotherHashIsInvalidWithoutACall(ForkName fork)
    {
        await using var run = await EngineRun.Start();
        var request = Payloads.New(fork);
        var payload = request.Request.ExecutionPayload;
        foreach (var changed in (ExecutionPayload[])
        [
            payload with { GasUsed = payload.GasUsed + 1 }, payload with { BlockHash = default },
            payload with { Transactions = payload.Transactions.Add(ByteList.Create([7])) },
        ])
        {
            await Invalid(run, request with { Request = request.Request with { ExecutionPayload = changed } }, "blockhash mismatch");
        }

        if (fork >= ForkName.Electra)
        {
            var others = request.Request.ExecutionRequests with { Withdrawals = [] };
            await Invalid(run, request with { Request = request.Request with { ExecutionRequests = others } }, "blockhash mismatch");
        }

        if (fork >= ForkName.Deneb)
        {
            await Invalid(run, request with { Request = request.Request with { ParentBeaconBlockRoot = default } }, "blockhash mismatch");
        }

        Assert.Empty(run.Stub.Calls);
    }

    [Theory]
    [InlineData(ForkName.Deneb)]
    [InlineData(ForkName.Gloas)]
    public async Task OtherBlobsThanTheBlocksAreInvalidWithoutACall(ForkName fork)
    {
        await using var run = await EngineRun.Start();
        var request = Payloads.New(fork);
        foreach (var hashes in (SszList<VersionedHash>[])
            [[], [Payloads.Hash(1)], [Payloads.Hash(2), Payloads.Hash(1)], [Payloads.Hash(1), Payloads.Hash(2), Payloads.Hash(3)]])
        {
            await Invalid(run, request with { Request = request.Request with { VersionedHashes = hashes } }, "blob hashes, expected");
        }

        var broken = Changed(request, [ByteList.Create([3, 0xc0])]);
        await Invalid(run, broken, "transaction 0 is not a well-formed blob transaction");
        Assert.Empty(run.Stub.Calls);
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task WithoutALayerOnlyWhatIsNotWrongInItselfIsUndecided(ForkName fork)
    {
        var none = new NoExecutionLayer(Payloads.Spec);
        var request = Payloads.New(fork);
        var payload = request.Request.ExecutionPayload;
        var changed = request with { Request = request.Request with { ExecutionPayload = payload with { BlockHash = default } } };
        Assert.Equal(EngineVerdict.Syncing, (await none.NewPayload(request)).Verdict);
        Assert.Equal(EngineVerdict.Invalid, (await none.NewPayload(changed)).Verdict);
    }

    [Fact]
    public async Task AnEmptyTransactionIsInvalidWithoutACall()
    {
        await using var run = await EngineRun.Start();
        await Invalid(run, Changed(Payloads.New(ForkName.Capella), [ByteList.Empty]), "a transaction is empty");
        Assert.Empty(run.Stub.Calls);
    }

    [Fact]
    public void AnEmptyTransactionIsInvalidToTheEmbeddedLayerToo()
    {
        var layer = new EmbeddedExecutionLayer(
            Payloads.Spec, EmbeddedExecutionLayer.Genesis(1_000), new EmbeddedMempool(Payloads.Spec.Config));
        var result = layer.NewPayload(Changed(Payloads.New(ForkName.Capella), [ByteList.Empty]));
        Assert.Equal((EngineVerdict.Invalid, "a transaction is empty"), (result.Verdict, result.Error));
    }

    private static NewPayload Changed(NewPayload request, SszList<ByteList> transactions)
    {
        var payload = request.Request.ExecutionPayload with { Transactions = transactions };
        payload = Payloads.WithHash(payload, request.Fork, request.Request.ExecutionRequests);
        return request with { Request = request.Request with { ExecutionPayload = payload } };
    }

    private static async Task Invalid(EngineRun run, NewPayload request, string reason)
    {
        var result = await run.Layer.NewPayload(request);
        Assert.Equal((EngineVerdict.Invalid, (Hash32?)null), (result.Verdict, result.LatestValidHash));
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }
}
