using System.Numerics;
using System.Text;
using System.Text.Json;
using Consensoor.Interop.Builders;
using Consensoor.Interop.Engine.Rest.Containers;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Builders;

/// <summary>
/// Headers, blinded blocks and registrations over HTTP: requests as the builder API defines them, and each way in which an answer may be
/// none. Slots to 7 are of electra, those after of fulu.
/// </summary>
public sealed class BlindedClientTests
{
    private const Slot Electra = 5, Fulu = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0,
        BellatrixForkEpoch = 0,
        CapellaForkEpoch = 0,
        DenebForkEpoch = 0,
        ElectraForkEpoch = 0,
        FuluForkEpoch = 1,
    });

    [Theory]
    [InlineData(Electra)]
    [InlineData(Fulu)]
    public async Task AHeaderIsAskedForAsTheDefinitionSaysAndReadWhole(Slot slot)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(200, Written(slot, Bid(slot)));
        var request = Request(stub.Url + "/", slot);
        var answer = await client.GetHeader(request, Patience);
        Assert.Empty(stub.Findings);
        Assert.Equal((Bid(slot), (string?)null), (answer.Bid, answer.Problem));
        var (path, _) = Assert.Single(stub.Requests);
        Assert.Equal($"/eth/v1/builder/header/{slot}/{request.ParentHash}/{request.Proposer}", path);
    }

    public static TheoryData<int, string, string> WhatIsNoHeader => new()
    {
        { 204, "", "has no header" },
        { 400, "{\"code\":400,\"message\":\"unknown parent\"}", "unknown parent" },
        { 500, "<html>", "500" },
        { 302, "", "302" },
        { 202, "{}", "202, not with 200" },
        { 200, "<html>", "no JSON" },
        { 200, "", "no JSON" },
        { 200, "{\"version\":\"electra\",\"data\":{}}", "not of fulu" },
        { 200, "{\"version\":\"fulu\",\"data\":{}}", "is no bid" },
        { 200, Written(Fulu, Bid(Fulu))[..700], "no JSON" },
        { 200, Worth("-1"), "is no bid" },
        { 200, Worth($"{BigInteger.One << 256}"), "is no bid" },
        { 200, Written(Fulu, Bid(Fulu)).Replace("\"pubkey\":\"0x", "\"pubkey\":\"0xgg", StringComparison.Ordinal), "is no bid" },
    };

    [Theory]
    [MemberData(nameof(WhatIsNoHeader))]
    public async Task AnAnswerThatIsNoHeaderSaysWhy(int status, string body, string problem)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        if (status != 204)
        {
            stub.Response = StubBuilder.Says(status, body);
        }

        var answer = await client.GetHeader(Request(stub.Url, Fulu), Patience);
        Assert.Null(answer.Bid);
        Assert.Contains(problem, answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABuilderThatIsSlowCostsItsTimeAndNoMore()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = static async http => await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        var answer = await client.GetHeader(Request(stub.Url, Fulu), TimeSpan.FromMilliseconds(200));
        Assert.Contains("did not answer within 200 ms", answer.Problem, StringComparison.Ordinal);
        var given = await client.SubmitBlindedBlock(stub.Url, Block(Fulu), TimeSpan.FromMilliseconds(200), default);
        Assert.Contains("did not answer within 200 ms", given.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABodyThatIsCutIsNoAnswer()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = static async http =>
        {
            http.Response.ContentLength = 4_000;
            await http.Response.WriteAsync("{\"version\":\"fulu\",\"data\":{");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        Assert.Contains(
            "cannot be reached", (await client.GetHeader(Request(stub.Url, Fulu), Patience)).Problem, StringComparison.Ordinal);
        var given = await client.SubmitBlindedBlock(stub.Url, Block(Electra), Patience, default);
        Assert.Contains("cannot be reached", given.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHeaderThatIsTooLongIsNotReadToItsEnd()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = static async http =>
        {
            var part = new byte[64 * 1024];
            for (var i = 0; i < 4_600 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }
        };
        Assert.Contains(
            "is longer than", (await client.GetHeader(Request(stub.Url, Fulu), Patience)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABlindedBlockOfElectraIsAnsweredWithThePayloadAndItsBlobs()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        var shown = Bundle(Electra, proofs: 1);
        stub.Response = StubBuilder.Says(200, Written(Electra, shown));
        var answer = await client.SubmitBlindedBlock(stub.Url, Block(Electra), Patience, default);
        Assert.Empty(stub.Findings);
        Assert.Null(answer.Problem);
        Assert.Equal(shown.ExecutionPayload, answer.Payload);
        Assert.Equal(
            (shown.BlobsBundle.Commitments, shown.BlobsBundle.Proofs, shown.BlobsBundle.Blobs),
            (answer.Blobs!.Commitments, answer.Blobs.Proofs, answer.Blobs.Blobs));
        var (path, body) = Assert.Single(stub.Requests);
        Assert.Equal("/eth/v1/builder/blinded_blocks", path);
        SszFailure failure = default;
        Assert.True(SignedBlindedBeaconBlock.TryReadJson(body, Spec.Ssz(ForkName.Electra), out var received, ref failure));
        Assert.Equal(
            Block(Electra).Message.HashTreeRoot(Spec.Ssz(ForkName.Electra)), received.Message.HashTreeRoot(Spec.Ssz(ForkName.Electra)));
    }

    [Fact]
    public async Task APayloadThatNobodyNeedsAnyMoreIsNotReadToItsEnd()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        var (begun, aborted) = (new TaskCompletionSource(), new TaskCompletionSource());
        stub.Response = async http =>
        {
            http.RequestAborted.Register(aborted.SetResult);
            await http.Response.WriteAsync("{\"version\":\"electra\",\"data\":{");
            await http.Response.Body.FlushAsync();
            begun.SetResult();
            await aborted.Task;
        };
        using var enough = new CancellationTokenSource();
        var answer = client.SubmitBlindedBlock(stub.Url, Block(Electra), Patience, enough.Token);
        await begun.Task.WaitAsync(Patience);
        Assert.False(answer.IsCompleted);
        await enough.CancelAsync();
        Assert.Equal(new BlindedAnswer(null, null, null) { IsCutShort = true }, await answer.WaitAsync(Patience));
        await aborted.Task.WaitAsync(Patience);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(400, false)]
    public async Task TheBlockIsGivenThoughAnotherHasShownItsPayload(int status, bool isTaken)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(status, "");
        var answer = await client.SubmitBlindedBlock(stub.Url, Block(Electra), Patience, new CancellationToken(true));
        Assert.Equal("/eth/v1/builder/blinded_blocks", Assert.Single(stub.Requests).Path);
        Assert.Equal((isTaken, isTaken), (answer.IsCutShort, answer.Problem is null));
    }

    [Theory]
    [InlineData(202, "")]
    [InlineData(202, "{\"more\":1}")]
    [InlineData(200, "")]
    public async Task ABlindedBlockOfFuluIsTakenByTheBuilderThatPublishesIt(int status, string body)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(status, body);
        Assert.Equal(new BlindedAnswer(null, null, null), await client.SubmitBlindedBlock(stub.Url, Block(Fulu), Patience, default));
        Assert.Empty(stub.Findings);
        Assert.Equal("/eth/v2/builder/blinded_blocks", Assert.Single(stub.Requests).Path);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(501)]
    public async Task ABuilderOfFuluWithoutTheSecondVersionIsGivenTheFirst(int status)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        var shown = Bundle(Fulu, proofs: 128);
        stub.Response = http => http.Request.Path.Value!.Contains("/v2/", StringComparison.Ordinal)
            ? StubBuilder.Says(status, "")(http)
            : StubBuilder.Says(200, Written(Fulu, shown))(http);
        var answer = await client.SubmitBlindedBlock(stub.Url, Block(Fulu), Patience, default);
        Assert.Equal((shown.ExecutionPayload, (string?)null), (answer.Payload, answer.Problem));
        Assert.Equal(128, answer.Blobs!.Proofs.Count);
    }

    [Theory]
    [InlineData(Fulu, 400, "{\"message\":\"bad signature\"}", "bad signature")]
    [InlineData(Fulu, 500, "", "500")]
    [InlineData(Fulu, 204, "", "204, not with 202")]
    [InlineData(Electra, 400, "{\"message\":\"bad signature\"}", "bad signature")]
    [InlineData(Electra, 202, "", "202, not with 200")]
    [InlineData(Electra, 200, "<html>", "no JSON")]
    [InlineData(Electra, 200, "{\"version\":\"fulu\",\"data\":{}}", "not of electra")]
    [InlineData(Electra, 200, "{\"version\":\"electra\",\"data\":{\"execution_payload\":{}}}", "is no payload with blobs")]
    public async Task ABlindedBlockThatIsNotTakenSaysWhy(Slot slot, int status, string body, string problem)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        if (status != 204)
        {
            stub.Response = StubBuilder.Says(status, body);
        }

        var answer = await client.SubmitBlindedBlock(stub.Url, Block(slot), Patience, default);
        Assert.Null(answer.Payload);
        Assert.Contains(problem, answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RegistrationsAreGivenAsTheDefinitionSays()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(200, "");
        SignedValidatorRegistrationV1[] registrations =
        [
            .. Enumerable.Range(1, 3).Select(static at => new SignedValidatorRegistrationV1
            {
                Message = new ValidatorRegistrationV1
                {
                    GasLimit = ulong.MaxValue,
                    Timestamp = (ulong)at,
                    Pubkey = new BLSPubkey([(byte)at, .. new byte[47]]),
                },
            }),
        ];
        Assert.Null(await client.RegisterValidators(stub.Url, registrations, Patience));
        Assert.Empty(stub.Findings);
        var (path, body) = Assert.Single(stub.Requests);
        Assert.Equal("/eth/v1/builder/validators", path);
        Assert.Equal(
            ["1", "2", "3"],
            body.EnumerateArray().Select(static one => one.GetProperty("message").GetProperty("timestamp").GetString()));
        stub.Response = StubBuilder.Says(400, "{\"message\":\"too old\"}");
        Assert.Contains("too old", await client.RegisterValidators(stub.Url, registrations, Patience), StringComparison.Ordinal);
    }

    private static string Worth(string value) =>
        Written(Fulu, Bid(Fulu)).Replace("\"value\":\"77\"", $"\"value\":\"{value}\"", StringComparison.Ordinal);

    private static HeaderRequest Request(string url, Slot slot) =>
        new(url, slot, new Hash32([1, .. new byte[31]]), new BLSPubkey([4, .. new byte[47]]));

    private static SignedBuilderBid Bid(Slot slot)
    {
        var context = Spec.Ssz(Spec.ForkAtSlot(slot));
        var bid = SignedBuilderBid.Default(context);
        return bid with
        {
            Message = bid.Message with
            {
                Value = (UInt256)new BigInteger(77),
                Pubkey = new BLSPubkey([3, .. new byte[47]]),
                BlobKzgCommitments = [new KZGCommitment([1, .. new byte[47]])],
            },
        };
    }

    private static SignedBlindedBeaconBlock Block(Slot slot)
    {
        var block = SignedBlindedBeaconBlock.Default(Spec.Ssz(Spec.ForkAtSlot(slot)));
        return block with { Message = block.Message with { Slot = slot } };
    }

    private static ExecutionPayloadAndBlobsBundle Bundle(Slot slot, int proofs) => new()
    {
        ExecutionPayload = ExecutionPayload.Default(Spec.Ssz(Spec.ForkAtSlot(slot))) with { BlockNumber = 9 },
        BlobsBundle = new BlobsBundle
        {
            Commitments = [new KZGCommitment([1, .. new byte[47]])],
            Proofs = [.. Enumerable.Range(0, proofs).Select(static at => new KZGProof([(byte)at, .. new byte[47]]))],
            Blobs = [ByteList.Create(new byte[131_072])],
        },
    };

    private static string Written<T>(Slot slot, T value)
        where T : ISszType<T>
    {
        var fork = Spec.ForkAtSlot(slot);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", fork.Text());
            json.WritePropertyName("data");
            value.WriteJson(json, Spec.Ssz(fork));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
