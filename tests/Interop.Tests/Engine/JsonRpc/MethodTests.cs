using Consensoor.Interop.Engine.JsonRpc;
using Consensoor.Interop.Tests.Engine.Stub;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Crypto.Kzg;
using Consensoor.Spec.DataColumns;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Engine.JsonRpc;

/// <summary>Each method in each version over a socket, judged by the Engine API's definition.</summary>
public sealed class MethodTests
{
    public static TheoryData<ForkName> Forks => Payloads.Forks;

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task APayloadIsSentInTheFormOfItsFork(ForkName fork)
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of(Answers.Status("VALID", $"{Payloads.Hash(9)}")));
        var result = await run.Layer.NewPayload(Payloads.New(fork));
        Assert.Equal(new NewPayloadResult(Payloads.Hash(200), EngineVerdict.Valid, Payloads.Hash(9), null), result);
        Assert.Equal([$"engine_newPayloadV{EngineMethods.NewPayloadOf(fork)[0]}"], run.Stub.Methods);
        Assert.Empty(run.Stub.Findings);
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task AHeadIsToldAndABuildBegunInTheFormOfTheFork(ForkName fork)
    {
        var version = EngineMethods.ForkchoiceUpdatedOf(fork, hasAttributes: true).Single();
        await using var run = await EngineRun.Start(static call => StubAnswer.Of(
            Answers.Forkchoice("VALID", call.Params[1].ValueKind == System.Text.Json.JsonValueKind.Null ? null : "0x0000000000000021")));
        var told = await run.Layer.ForkchoiceUpdated(Payloads.Head(fork));
        Assert.Equal(new ForkchoiceUpdatedResult(5, EngineVerdict.Valid, null, null), told);
        var begun = await run.Layer.ForkchoiceUpdated(Payloads.Head(fork, isBuilding: true));
        Assert.Equal(new Bytes8([0, 0, 0, 0, 0, 0, 0, 0x21]), begun.PayloadId);
        Assert.Equal([$"engine_forkchoiceUpdatedV{version}", $"engine_forkchoiceUpdatedV{version}"], run.Stub.Methods);
        Assert.Empty(run.Stub.Findings);
    }

    [Theory]
    [MemberData(nameof(Forks))]
    public async Task ABuiltPayloadIsReadAsItWasBuilt(ForkName fork)
    {
        var version = EngineMethods.GetPayloadOf(fork)[0];
        var built = Payloads.Built(fork) with { BlockValue = (UInt256)(System.Numerics.BigInteger)123_456 };
        built = fork >= ForkName.Deneb ? built with { Blobs = Payloads.Bundle(fork) } : built;
        await using var run = await EngineRun.Start(_ => StubAnswer.Of(Answers.Built(built, fork, version)));
        var read = await run.Layer.GetPayload(Payloads.Get(fork));
        Assert.Null(read.Error);
        Assert.Equal(built.Payload, read.Payload);
        Assert.Equal(version == 1 ? default : built.BlockValue, read.BlockValue);
        Assert.Equal(built.Blobs, read.Blobs);
        Assert.Equal(built.Requests, read.Requests);
        Assert.Equal([$"engine_getPayloadV{version}"], run.Stub.Methods);
        Assert.Empty(run.Stub.Findings);
    }

    /// <summary>An execution layer may answer in one form for all versions, in any order.</summary>
    [Theory]
    [InlineData(ForkName.Bellatrix)]
    [InlineData(ForkName.Capella)]
    [InlineData(ForkName.Deneb)]
    public async Task MembersOfLaterVersionsArePassedOver(ForkName fork)
    {
        var version = EngineMethods.GetPayloadOf(fork)[^1];
        var built = Payloads.Built(fork) with { BlockValue = (UInt256)(System.Numerics.BigInteger)5 };
        var bundle = fork < ForkName.Deneb ? "\"blobsBundle\":{\"commitments\":[],\"proofs\":[],\"blobs\":[]}," : "";
        var answer = "{" + bundle + "\"executionRequests\":[\"0x0001\"]," + Answers.Built(built, fork, version)[1..];
        await using var run = await EngineRun.Start(call => call.Method.EndsWith("V1", StringComparison.Ordinal)
            ? StubAnswer.Error(RpcFailure.UnknownMethod, "unknown") : StubAnswer.Of(answer));
        var read = await run.Layer.GetPayload(Payloads.Get(fork));
        Assert.Null(read.Error);
        Assert.Equal(built.Payload, read.Payload);
        Assert.Equal((built.BlockValue, built.Blobs, built.Requests), (read.BlockValue, read.Blobs, read.Requests));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task BlobsComeWithTheirProofs(int version)
    {
        var fork = version == 1 ? ForkName.Deneb : ForkName.Fulu;
        var bundle = Payloads.Bundle(fork);
        var proofs = version == 1 ? $"\"proof\":\"{bundle.Proofs[0]}\""
            : $"\"proofs\":[{string.Join(',', bundle.Proofs.Select(static proof => $"\"{proof}\""))}]";
        var known = $"{{\"blob\":\"{bundle.Blobs[0]}\",{proofs}}}";
        await using var run = await EngineRun.Start(_ => StubAnswer.Of(version == 3 ? $"[{known},null]" : $"[{known}]"));
        var asked = version == 3 ? (Hash32[])[Payloads.Hash(1), Payloads.Hash(2)] : [Payloads.Hash(1)];
        var result = await run.Layer.Client.GetBlobs(version, asked);
        Assert.Null(result.Failure);
        Assert.Equal((bundle.Blobs[0], bundle.Proofs), (result.Value![0]!.Blob, result.Value[0]!.Proofs));
        Assert.Equal(version == 3, result.Value.Count == 2 && result.Value[1] is null);
        Assert.Empty(run.Stub.Findings);
    }

    /// <summary>What one does not know the next version gives; null for all, and for one, is no blob and no failure.</summary>
    [Theory]
    [InlineData(ForkName.Deneb, null, "engine_getBlobsV1")]
    [InlineData(ForkName.Electra, null, "engine_getBlobsV1")]
    [InlineData(ForkName.Fulu, null, "engine_getBlobsV2")]
    [InlineData(ForkName.Gloas, "engine_getBlobsV2", "engine_getBlobsV2 engine_getBlobsV3")]
    public async Task BlobsAreAskedForInTheFormOfTheFork(ForkName fork, string? unknown, string asked)
    {
        var bundle = Payloads.Bundle(fork < ForkName.Fulu ? ForkName.Deneb : ForkName.Fulu);
        var proofs = fork < ForkName.Fulu ? $"\"proof\":\"{bundle.Proofs[0]}\""
            : $"\"proofs\":[{string.Join(',', bundle.Proofs.Select(static proof => $"\"{proof}\""))}]";
        var result = $"[null,{{\"blob\":\"{bundle.Blobs[0]}\",{proofs}}}]";
        await using var run = await EngineRun.Start(call => call.Method == unknown
            ? StubAnswer.Error(RpcFailure.UnknownMethod, "the method does not exist")
            : StubAnswer.Of(result));
        var found = await run.Layer.GetBlobs(new GetBlobs(7, fork, [Payloads.Hash(1), Payloads.Hash(2)]));
        Assert.Equal((7UL, null, 2), (found.RequestId, found.Error, found.Blobs.Count));
        Assert.Null(found.Blobs[0]);
        Assert.Equal((bundle.Blobs[0], bundle.Proofs), (found.Blobs[1]!.Blob, found.Blobs[1]!.Proofs));
        Assert.Equal(asked.Split(' '), run.Stub.Methods);
        Assert.DoesNotContain(run.Stub.Findings, static finding => !finding.Contains("result", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhoWantsFewColumnsAsksForTheirCellsWhereTheLayerSpeaksOfThem()
    {
        var isKnown = true;
        await using var run = await EngineRun.Start(call => call.Method switch
        {
            EngineMethods.ExchangeCapabilities => StubAnswer.Of($"[\"{EngineMethods.GetBlobCells}\"]"),
            EngineMethods.GetBlobCells when isKnown => StubAnswer.Of(OpenRpc.File.ExamplesOf(EngineMethods.GetBlobCells)[0]),
            "engine_getBlobsV2" => StubAnswer.Of("null"),
            _ => StubAnswer.Error(RpcFailure.UnknownMethod, "the method does not exist"),
        });
        await run.Layer.Connect();
        var request = new GetBlobs(7, ForkName.Gloas, [Payloads.Hash(1), Payloads.Hash(2), Payloads.Hash(3)])
        {
            Columns = ColumnSet.Of([0, 1]),
        };
        var found = await run.Layer.GetBlobs(request);
        Assert.Equal((3, null), (found.Blobs.Count, found.Error));
        Assert.Equal(
            [(0UL, KzgSizes.BytesPerCell), (1UL, KzgSizes.BytesPerCell)],
            found.Blobs[0]!.Cells!.OrderBy(static cell => cell.Key).Select(static cell => (cell.Key, cell.Value.Cell.Length)));

        // Of the second a cell is missing, the third is not known.
        Assert.Equal([null, null], found.Blobs.Skip(1));

        // Another number of cells than was asked for says of none which it is.
        var other = await run.Layer.GetBlobs(request with { Columns = ColumnSet.Of([0, 1, 5]) });
        Assert.Equal([null, null, null], other.Blobs);
        isKnown = false;
        await run.Layer.GetBlobs(request);
        await run.Layer.GetBlobs(request);
        await run.Layer.GetBlobs(request with { Fork = ForkName.Fulu });
        string[] asked = ["engine_getBlobsV4", "engine_getBlobsV4", "engine_getBlobsV4", .. Enumerable.Repeat("engine_getBlobsV2", 3)];
        Assert.Equal(asked, run.Stub.Methods.Where(static method => method.Contains("Blobs", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ALayerThatHasNoBlobsOrDoesNotSpeakOfThemSaysSo()
    {
        await using var run = await EngineRun.Start(static call => call.Method == "engine_getBlobsV2"
            ? StubAnswer.Of("null")
            : StubAnswer.Error(RpcFailure.UnknownMethod, "the method does not exist"));
        var none = await run.Layer.GetBlobs(new GetBlobs(1, ForkName.Fulu, [Payloads.Hash(1), Payloads.Hash(2)]));
        Assert.Null(none.Error);
        Assert.Equal([null, null], none.Blobs);
        for (ulong id = 2; id < 5; id++)
        {
            var unknown = await run.Layer.GetBlobs(new GetBlobs(id, ForkName.Electra, [Payloads.Hash(1)]));
            Assert.Equal((id, 0), (unknown.RequestId, unknown.Blobs.Count));
            Assert.Contains("engine_getBlobsV1", unknown.Error, StringComparison.Ordinal);
        }

        // It is asked once what it does not know.
        Assert.Equal(["engine_getBlobsV2", "engine_getBlobsV1"], run.Stub.Methods);
    }

    [Fact]
    public async Task CellsOfBlobsComeWithTheirProofs()
    {
        await using var run = await EngineRun.Start();
        var result = await run.Layer.Client.GetBlobCells([Payloads.Hash(1), Payloads.Hash(2), Payloads.Hash(3)], 3);
        Assert.Null(result.Failure);
        Assert.Equal(3, result.Value!.Count);
        Assert.All(result.Value.OfType<Interop.Engine.JsonRpc.Codec.BlobCells>(), static cells =>
            Assert.All(cells.Cells.OfType<ByteList>(), static cell => Assert.Equal(KzgSizes.BytesPerCell, cell.Length)));
        Assert.Equal("0x00000000000000000000000000000003", run.Stub.Calls.Single().Params[1].GetString());
        Assert.Empty(run.Stub.Findings);
    }

    [Theory]
    [InlineData(1, ForkName.Capella)]
    [InlineData(2, ForkName.Gloas)]
    public async Task BodiesOfPayloadsComeByHashAndByRange(int version, ForkName fork)
    {
        await using var run = await EngineRun.Start();
        var byHash = await run.Layer.Client.GetPayloadBodiesByHash(version, [Payloads.Hash(1), Payloads.Hash(2)], fork);
        Assert.Null(byHash.Failure);
        Assert.Equal(2, byHash.Value!.Count);
        Assert.NotEmpty(byHash.Value[0]!.Transactions);
        Assert.NotEmpty(byHash.Value[0]!.Withdrawals!);
        Assert.Equal(version == 2, byHash.Value[0]!.BlockAccessList is not null);
        var byRange = await run.Layer.Client.GetPayloadBodiesByRange(version, 32, 2, fork);
        Assert.Null(byRange.Failure);
        Assert.Equal(2, byRange.Value!.Count);
        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task TransactionsOfAnInclusionListAreRead()
    {
        await using var run = await EngineRun.Start(static _ => StubAnswer.Of("""["0x02","0x"]"""));
        var result = await run.Layer.Client.FetchInclusionList();
        Assert.Equal([ByteList.Create([2]), ByteList.Empty], result.Value!);
        Assert.Empty(run.Stub.Findings);
    }

    [Fact]
    public async Task MoreThanACallMayAskForIsNotAsked()
    {
        await using var run = await EngineRun.Start();
        var hashes = new Hash32[EngineClient.MaxBlobs + 1];
        Assert.Equal(RpcFailureKind.NotAsked, (await run.Layer.Client.GetBlobs(1, hashes)).Failure!.Kind);
        Assert.Equal(RpcFailureKind.NotAsked, (await run.Layer.Client.GetBlobCells(hashes, 1)).Failure!.Kind);
        Assert.Equal(RpcFailureKind.NotAsked, (await run.Layer.Client.GetPayloadBodiesByHash(1, hashes, ForkName.Deneb)).Failure!.Kind);
        Assert.Equal(RpcFailureKind.NotAsked, (await run.Layer.Client.GetPayloadBodiesByRange(1, 0, 33, ForkName.Deneb)).Failure!.Kind);
        Assert.Empty(run.Stub.Calls);
    }

    [Fact]
    public void TheMethodsAreThoseOfTheEngineApi() => Assert.Equal(
        OpenRpc.File.Methods.Where(static name => !name.Contains("TransitionConfiguration", StringComparison.Ordinal)).Order(),
        EngineMethods.All.Append(EngineMethods.ExchangeCapabilities).Order());

    [Fact]
    public void TheTimesAreThoseOfTheEngineApi()
    {
        var own = new EngineDeadlines();
        foreach (var method in EngineMethods.All.Append(EngineMethods.ExchangeCapabilities))
        {
            var time = method[..^1] switch
            {
                "engine_newPayloadV" => method[^1] >= '5' ? own.NewPayloadOf(ForkName.Gloas) : own.NewPayloadOf(ForkName.Fulu),
                "engine_forkchoiceUpdatedV" => own.ForkchoiceUpdated,
                "engine_getPayloadV" => own.GetPayload,
                "engine_getPayloadBodiesByHashV" or "engine_getPayloadBodiesByRangeV" => own.GetPayloadBodies,
                _ => own.Others,
            };
            Assert.Equal((method, OpenRpc.File.TimeoutOf(method)), (method, time));
        }
    }
}
