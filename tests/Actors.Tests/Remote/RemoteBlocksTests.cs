using System.Net;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Clock;
using Consensoor.Actors.Remote;
using Consensoor.Interop.BeaconApi;
using Consensoor.Messages;
using Consensoor.Spec;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Presets;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Remote;

/// <summary>A block of another's node is signed only where it is the one that was asked for, with the payload that it promises.</summary>
public sealed class RemoteBlocksTests
{
    private const ulong Slot = 12;
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

    private static readonly BLSSignature Reveal = new([.. Enumerable.Repeat((byte)3, 96)]);
    private static readonly SlotSchedule Schedule = new(Spec, 1000);
    private static readonly SszContext Context = Spec.Ssz(ForkName.Gloas);

    [Theory]
    [InlineData("", null)]
    [InlineData("slot", "a block of slot 13 for slot 12")]
    [InlineData("reveal", "a block with another randao reveal")]
    [InlineData("root", "the envelope of block 0x00")]
    [InlineData("builder", "whose payload is its own to show")]
    [InlineData("hash", "where the block has")]
    [InlineData("time", "a payload of the time")]
    [InlineData("blinded", "a blinded block")]
    [InlineData("envelope", "the answer has no execution_payload_envelope")]
    public async Task A_block_is_the_one_that_was_asked_for(string fault, string? wrong)
    {
        var block = Block(fault);
        var envelope = Envelope(block, fault);
        var shown = fault == "envelope" ? "" : $"\"execution_payload_envelope\":{Json(envelope)},";
        var blinded = fault == "blinded" ? "true" : "false";
        var made = await Make($$"""
            {"version":"gloas","execution_payload_blinded":{{blinded}},"execution_payload_included":true,
            "data":{"block":{{Json(block)}},{{shown}}"kzg_proofs":[],"blobs":[]} }
            """);
        if (wrong is null)
        {
            var produced = Assert.IsType<BlockProduced>(made.Answer);
            Assert.Equal((block, envelope.Payload), (produced.Block, produced.Payload!.Payload));
            Assert.Equal((block.HashTreeRoot(Context), 0), (made.Kept!.Root, made.Kept.Node));
            Assert.Empty(made.Failed);
            return;
        }

        Assert.Contains(wrong, Assert.IsType<NotProduced>(made.Answer).Reason, StringComparison.Ordinal);
        Assert.Single(made.Failed);
    }

    /// <summary>Of a distributed validator the key here gives a share of the reveal.</summary>
    [Fact]
    public async Task Middleware_makes_the_reveal_of_the_block()
    {
        var block = Block("reveal");
        var body = $$"""
            {"data":{"block":{{Json(block)}},"execution_payload_envelope":{{Json(Envelope(block, ""))}},"kzg_proofs":[],"blobs":[]} }
            """;
        Assert.IsType<NotProduced>((await Make(body)).Answer);
        Assert.Equal(block, Assert.IsType<BlockProduced>((await Make(body, isDistributed: true)).Answer).Block);
    }

    /// <summary>An entry without `auth` would cost the block on a node that goes by the definition.</summary>
    [Fact]
    public async Task A_builder_for_whom_nothing_was_signed_is_not_named()
    {
        var node = new Listening();
        using var client = new BeaconClient([new Uri("http://node/")], TimeProvider.System, node);
        var settings = new RemoteSettings(Spec, 1000, default);
        var builder = new BuilderEndpoint("http://builder", ByteList.Create("host"u8), [], 5, 0, 100);
        var wishes = new BuilderTerms(true, 3, 90, [builder]);
        await new RemoteBlocks(settings, client).Make([0], new ProduceBlock(7, Slot, Reveal) { Builders = wishes }, null);
        using var body = JsonDocument.Parse(node.Body);
        Assert.Equal("3", body.RootElement.GetProperty("min_bid").GetString());
        Assert.Equal("90", body.RootElement.GetProperty("builder_boost_factor").GetString());
        Assert.Equal(0, body.RootElement.GetProperty("builders").GetArrayLength());
    }

    private static BeaconBlock Block(string fault)
    {
        var block = BeaconBlock.Default(Context);
        var bid = block.Body.SignedExecutionPayloadBid;
        return block with
        {
            Slot = fault == "slot" ? Slot + 1 : Slot,
            Body = block.Body with
            {
                RandaoReveal = fault == "reveal" ? default : Reveal,
                SignedExecutionPayloadBid = bid with
                {
                    Message = bid.Message with { BuilderIndex = fault == "builder" ? 5 : Constants.BuilderIndexSelfBuild },
                },
            },
        };
    }

    private static ExecutionPayloadEnvelope Envelope(BeaconBlock block, string fault)
    {
        var envelope = ExecutionPayloadEnvelope.Default(Context);
        return envelope with
        {
            BeaconBlockRoot = fault == "root" ? default : block.HashTreeRoot(Context),
            BuilderIndex = block.Body.SignedExecutionPayloadBid.Message.BuilderIndex,
            Payload = envelope.Payload with
            {
                BlockHash = fault == "hash" ? new Hash32([.. Enumerable.Repeat((byte)9, 32)]) : default,
                Timestamp = (ulong)Schedule.StartOf(Slot).ToUnixTimeSeconds() + (fault == "time" ? 1UL : 0),
            },
        };
    }

    private static string Json<T>(T value)
        where T : ISszType<T>
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            value.WriteJson(writer, Context);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static async Task<RemoteMade> Make(string body, bool isDistributed = false)
    {
        using var client = new BeaconClient([new Uri("http://node/")], TimeProvider.System, new FixedAnswer(body, HttpStatusCode.OK));
        var settings = new RemoteSettings(Spec, 1000, default) { IsDistributed = isDistributed };
        return await new RemoteBlocks(settings, client).Make([0], new ProduceBlock(7, Slot, Reveal), null);
    }

    /// <summary>A node that remembers what it was asked, and has no block.</summary>
    private sealed class Listening : HttpMessageHandler
    {
        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return SimulatedApi.Json("{}", HttpStatusCode.ServiceUnavailable);
        }
    }
}
