using System.Text;
using System.Text.Json;
using Consensoor.Interop.Builders;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Consensoor.Interop.Tests.Builders;

/// <summary>Builders over HTTP: requests as the builder API defines them, and each way in which an answer may be none.</summary>
public sealed class HttpBuilderClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly ChainSpec Spec = new(Preset.Minimal, ChainConfig.Minimal with
    {
        AltairForkEpoch = 0,
        BellatrixForkEpoch = 0,
        CapellaForkEpoch = 0,
        DenebForkEpoch = 0,
        ElectraForkEpoch = 0,
        FuluForkEpoch = 0,
        GloasForkEpoch = 0,
    });

    private static readonly SszContext Gloas = Spec.Ssz(ForkName.Gloas);
    private static readonly SignedExecutionPayloadBid Bid = new()
    {
        Message = new ExecutionPayloadBid
        {
            BlockHash = new Hash32([3, .. new byte[31]]),
            BuilderIndex = 7,
            ExecutionPayment = 5,
            Slot = 9,
            Value = ulong.MaxValue,
            BlobKzgCommitments = [new KZGCommitment([1, .. new byte[47]])],
        },
    };

    [Fact]
    public async Task ABidIsAskedForAsTheDefinitionSaysAndReadWhole()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(200, Answer(Bid));
        var request = Request(stub.Url + "/");
        var answer = await client.GetExecutionPayloadBid(request, Patience);
        Assert.Empty(stub.Findings);
        Assert.Equal((Bid, (string?)null), (answer.Bid, answer.Problem));
        var (path, body) = Assert.Single(stub.Requests);
        Assert.Equal(
            $"/eth/v1/builder/execution_payload_bid/9/{request.ParentHash}/{request.ParentRoot}/{request.Proposer}", path);
        Assert.Equal("0x6162", body.GetProperty("message").GetProperty("data").GetString());
        Assert.Equal("9", body.GetProperty("message").GetProperty("slot").GetString());
    }

    [Fact]
    public async Task ABlockIsGivenAsTheDefinitionSays()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(202, "");
        Assert.Null(await client.SubmitSignedBeaconBlock(stub.Url, Block(), Patience));
        Assert.Empty(stub.Findings);
        var (path, body) = Assert.Single(stub.Requests);
        Assert.Equal("/eth/v1/builder/beacon_blocks", path);
        SszFailure failure = default;
        Assert.True(SignedBeaconBlock.TryReadJson(body, Gloas, out var received, ref failure));
        Assert.Equal(Block().Message.HashTreeRoot(Gloas), received.Message.HashTreeRoot(Gloas));
        stub.Response = StubBuilder.Says(400, "{\"code\":400,\"message\":\"another bid\"}");
        Assert.Contains("another bid", await client.SubmitSignedBeaconBlock(stub.Url, Block(), Patience), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(204, "", "has no bid")]
    [InlineData(400, "{\"code\":400,\"message\":\"the slot is over\"}", "400: {\"code\":400,\"message\":\"the slot is over\"}")]
    [InlineData(401, "{}", "401: {}")]
    [InlineData(500, "<html>", "500")]
    [InlineData(302, "", "302")]
    [InlineData(200, "<html>", "no JSON")]
    [InlineData(200, "", "no JSON")]
    [InlineData(200, "[]", "no version or no data")]
    [InlineData(200, "{\"version\":\"gloas\"}", "no version or no data")]
    [InlineData(200, "{\"version\":\"fulu\",\"data\":{}}", "not of gloas")]
    [InlineData(200, "{\"version\":1,\"data\":{}}", "not of gloas")]
    [InlineData(200, "{\"version\":\"gloas\",\"data\":{}}", "is no bid")]
    [InlineData(200, "{\"version\":\"gloas\",\"data\":null}", "is no bid")]
    [InlineData(200, "{\"version\":\"gloas\",\"\\ud800\":1,\"data\":{}}", "no")]
    public async Task AnAnswerThatIsNoneSaysWhy(int status, string body, string problem)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(status, body);
        if (status == 204)
        {
            stub.Response = static http =>
            {
                http.Response.StatusCode = 204;
                return Task.CompletedTask;
            };
        }

        var answer = await client.GetExecutionPayloadBid(Request(stub.Url), Patience);
        Assert.Null(answer.Bid);
        Assert.Contains(problem, answer.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnAnswerThatIsTooLongIsNotReadToItsEnd(bool saysLength)
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = async http =>
        {
            http.Response.ContentLength = saysLength ? 300_000_000 : null;
            var part = new byte[64 * 1024];
            for (var i = 0; i < 4_600 && !http.RequestAborted.IsCancellationRequested; i++)
            {
                await http.Response.Body.WriteAsync(part, http.RequestAborted);
            }
        };
        var answer = await client.GetExecutionPayloadBid(Request(stub.Url), Patience);
        Assert.Contains("is longer than", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatDoesNotAnswerCostsItsTimeAndNoMore()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = static async http => await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted);
        var answer = await client.GetExecutionPayloadBid(Request(stub.Url), TimeSpan.FromMilliseconds(200));
        Assert.Contains("did not answer within 200 ms", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneThatIsNotThereIsSaidToBe()
    {
        var gone = await StubBuilder.Start();
        var url = gone.Url;
        await gone.DisposeAsync();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        var answer = await client.GetExecutionPayloadBid(Request(url), Patience);
        Assert.Contains("cannot be reached", answer.Problem, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", await client.SubmitSignedBeaconBlock(url, Block(), Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreferencesAreToldAsTheDefinitionSays()
    {
        await using var stub = await StubBuilder.Start();
        using var client = new HttpBuilderClient(Spec, TimeProvider.System);
        stub.Response = StubBuilder.Says(202, "");
        var request = new BuilderPreferencesRequest
        {
            Preferences = new BuilderPreferences { MaxExecutionPayment = ulong.MaxValue },
            Auth = Request(stub.Url).Auth,
        };
        var proposer = Request(stub.Url).Proposer;
        Assert.Null(await client.SubmitBuilderPreferences(stub.Url, proposer, request, Patience));
        Assert.Empty(stub.Findings);
        var (path, body) = Assert.Single(stub.Requests);
        Assert.Equal($"/eth/v1/builder/builder_preferences/{proposer}", path);
        Assert.Equal("18446744073709551615", body.GetProperty("preferences").GetProperty("max_execution_payment").GetString());
        stub.Response = StubBuilder.Says(401, "{\"message\":\"who are you\"}");
        Assert.Contains(
            "who are you", await client.SubmitBuilderPreferences(stub.Url, proposer, request, Patience), StringComparison.Ordinal);
    }

    private static BidRequest Request(string url) => new(
        url,
        9,
        new Hash32([1, .. new byte[31]]),
        new Root([2, .. new byte[31]]),
        new BLSPubkey([4, .. new byte[47]]),
        new SignedBuilderRequestAuth { Message = new BuilderRequestAuth { Data = ByteList.Create("ab"u8), Slot = 9 } });

    private static SignedBeaconBlock Block()
    {
        var block = SignedBeaconBlock.Default(Gloas);
        return block with { Message = block.Message with { Slot = 9 } };
    }

    private static string Answer(SignedExecutionPayloadBid bid)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", "gloas");
            json.WritePropertyName("data");
            bid.WriteJson(json, Gloas);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
