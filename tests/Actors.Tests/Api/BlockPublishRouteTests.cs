using System.Net;
using System.Text;
using Akka.Actor;
using Consensoor.Messages;
using Consensoor.Spec.Containers;
using Consensoor.Spec.ForkChoice;
using Consensoor.Spec.Ssz;
using Xunit;
using static Consensoor.Actors.Tests.Api.ApiBodies;

namespace Consensoor.Actors.Tests.Api;

/// <summary>What callers publish of blocks and envelopes: what is refused before it goes anywhere, and what they are answered.</summary>
public sealed class BlockPublishRouteTests : PublishKit
{
    private const string Blocks = "/eth/v2/beacon/blocks", Envelopes = "/eth/v1/beacon/execution_payload_envelopes";

    [Fact]
    public async Task ABlockIsAnsweredByWhatBecameOfIt()
    {
        await using var server = await Start();
        var block = Block(Present);
        foreach (var (end, status) in ((PublicationEnd, HttpStatusCode)[])
            [(PublicationEnd.Integrated, HttpStatusCode.OK), (PublicationEnd.Broadcast, HttpStatusCode.Accepted),
                (PublicationEnd.NotBroadcast, HttpStatusCode.BadRequest), (PublicationEnd.Unavailable, HttpStatusCode.ServiceUnavailable)])
        {
            End = end;
            await server.Ask("POST", Blocks, Json(block), status, "gloas");
        }

        Assert.All(Imports, import => Assert.Equal(
            (block.Message.HashTreeRoot(Gloas), Present, BroadcastValidation.Gossip, block),
            (import.Root, import.Slot, import.Validation, import.Block!)));
        End = PublicationEnd.Integrated;
        using var ssz = await server.Send("POST", $"{Blocks}?broadcast_validation=consensus", Ssz(block.ToSsz(Gloas)), "gloas");
        Assert.Equal((HttpStatusCode.OK, BroadcastValidation.Consensus), (ssz.StatusCode, Imports[^1].Validation));

        Imports.Clear();
        await server.Ask("POST", $"{Blocks}?broadcast_validation=none", Json(block), HttpStatusCode.BadRequest, "gloas");
        await server.Ask(
            "POST", $"{Blocks}?broadcast_validation=gossip&broadcast_validation=gossip", Json(block), HttpStatusCode.BadRequest, "gloas");
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest);
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "weather");
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "capella");
        await server.Ask("POST", Blocks, Json(Block(Present + 2)), HttpStatusCode.BadRequest, "gloas");
        await RefusesBrokenBodies(server, Blocks, Json(block));
        Assert.Empty(Imports);
    }

    /// <summary>Of what somebody was earlier with nothing is said: it is on the network, and in the chain.</summary>
    [Fact]
    public async Task ABlockThatTheChainHasIsNoFailureAndAnotherOfItsProposerIsOne()
    {
        var block = Block(Present);
        var other = block with { Message = block.Message with { StateRoot = new Root([.. new byte[31], 1]) } };
        var root = block.Message.HashTreeRoot(Gloas);
        var known = new ChainBlock(Consensoor.Spec.ForkChoice.BlockSummary.Of(root, block.Message)) { Block = block };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        End = PublicationEnd.Unavailable;
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(other), HttpStatusCode.ServiceUnavailable, "gloas");
        End = PublicationEnd.NotBroadcast;
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(other), HttpStatusCode.BadRequest, "gloas");

        // Where the caller had it imported before it was to be sent, that the chain has it says nothing of the network.
        await server.Ask("POST", $"{Blocks}?broadcast_validation=consensus", Json(block), HttpStatusCode.BadRequest, "gloas");
        Imports.Clear();
        var path = $"{Blocks}?broadcast_validation=consensus_and_equivocation";
        await server.Ask("POST", path, Json(block), HttpStatusCode.BadRequest, "gloas");
        Assert.Single(Imports);
        var refused = await server.Ask("POST", path, Json(other), HttpStatusCode.BadRequest, "gloas");
        Assert.Contains("another block", refused.GetProperty("message").GetString()!, StringComparison.Ordinal);
        Assert.Single(Imports);
    }

    [Fact]
    public async Task AnEnvelopeIsTakenWithItsBlobsOrWithoutWhereItHasNone()
    {
        var block = Block(Present);
        var root = block.Message.HashTreeRoot(Gloas);
        var known = new ChainBlock(Consensoor.Spec.ForkChoice.BlockSummary.Of(root, block.Message)) { Block = block };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        var signed = SignedExecutionPayloadEnvelope.Default(Gloas);
        signed = signed with { Message = signed.Message with { BeaconBlockRoot = root } };
        var whole = $$"""{"signed_execution_payload_envelope":{{Json(signed)}},"kzg_proofs":[],"blobs":[]}""";
        Assert.Equal(HttpStatusCode.OK, await Post(Json(signed), "false"));
        Assert.Equal(HttpStatusCode.OK, await Post(whole, "true"));
        Assert.Equal([root, root], Imports.Select(static import => import.Root));
        Assert.All(Imports, import => Assert.Equal(signed, import.Envelope));

        Imports.Clear();
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), null));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), "maybe"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(signed), "true"));
        Assert.Equal(HttpStatusCode.BadRequest, await Post(whole, "false"));
        foreach (var blob in (string[])["0x00", $"0x{new string('0', 2 * 131_072)}"])
        {
            var wrong = whole.Replace("\"blobs\":[]", $"\"blobs\":[\"{blob}\"]", StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.BadRequest, await Post(wrong, "true"));
        }

        var stranger = signed with { Message = signed.Message with { BeaconBlockRoot = default } };
        Assert.Equal(HttpStatusCode.BadRequest, await Post(Json(stranger), "false"));
        Assert.Empty(Imports);

        async Task<HttpStatusCode> Post(string body, string? isIncluded)
        {
            (string, string)[] headers = isIncluded is null ? [] : [("Eth-Blob-Data-Included", isIncluded)];
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await server.Send("POST", Envelopes, content, "gloas", null, headers);
            return answer.StatusCode;
        }
    }

    /// <summary>Of what somebody was earlier with nothing is said, but for what is another, or is signed by another.</summary>
    [Theory]
    [InlineData(PublicationEnd.NotBroadcast, HttpStatusCode.BadRequest)]
    [InlineData(PublicationEnd.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task AnEnvelopeThatTheChainHasIsNoFailureAndAnotherOneIs(PublicationEnd end, HttpStatusCode failure)
    {
        var block = Block(Present);
        var root = block.Message.HashTreeRoot(Gloas);
        var signed = SignedExecutionPayloadEnvelope.Default(Gloas);
        signed = signed with { Message = signed.Message with { BeaconBlockRoot = root } };
        var bad = new BLSSignature([1, .. new byte[95]]);
        var known = new ChainBlock(BlockSummary.Of(root, block.Message)) { Block = block, Envelope = signed, HasEnvelope = true };
        await using var server = await Start(View with { Blocks = View.Blocks.Add(root, known) });
        End = end;
        foreach (var (envelope, status) in ((SignedExecutionPayloadEnvelope, HttpStatusCode)[])
            [
                (signed, HttpStatusCode.OK),
                (signed with { Signature = bad }, failure),
                (signed with { Message = signed.Message with { BuilderIndex = 7 } }, failure),
            ])
        {
            using var content = new StringContent(Json(envelope), Encoding.UTF8, "application/json");
            using var answer = await server.Send("POST", Envelopes, content, "gloas", null, ("Eth-Blob-Data-Included", "false"));
            Assert.Equal(status, answer.StatusCode);
        }

        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.OK, "gloas");
        await server.Ask("POST", Blocks, Json(block with { Signature = bad }), failure, "gloas");
    }

    [Fact]
    public async Task ABlockThatTookABuildersBidIsGivenToItOnceItIsOut()
    {
        var builders = CreateTestProbe();
        await using var server = await Start(builders: builders);
        var block = Block(Present);
        async Task<HttpStatusCode> Post(string url)
        {
            using var ssz = Ssz(block.ToSsz(Gloas));
            using var answer = await server.Send("POST", Blocks, ssz, "gloas", headers: ("Eth-Builder-Url", url));
            return answer.StatusCode;
        }

        // The publisher tells it as soon as the block is out.
        Assert.Equal(HttpStatusCode.OK, await Post("http://builder:9/"));
        Assert.Equal(("http://builder:9/", block), (Imports[^1].BuilderUrl, Imports[^1].Block!));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("file:///etc/passwd"));
        End = PublicationEnd.NotBroadcast;
        Assert.Equal(HttpStatusCode.BadRequest, await Post("http://builder:9/"));
        await server.Ask("POST", Blocks, Json(block), HttpStatusCode.BadRequest, "gloas");
        Assert.Null(Imports[^1].BuilderUrl);

        // One that others have sent, and that is known here, is out too.
        var root = block.Message.HashTreeRoot(Gloas);
        server.Show(View with { Blocks = View.Blocks.Add(root, new ChainBlock(BlockSummary.Of(root, block.Message))) });
        Assert.Equal(HttpStatusCode.OK, await Post("http://another/"));
        Assert.Equal("http://another/", builders.ExpectMsg<GiveToBuilder>().Url);
        builders.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    private static SignedBeaconBlock Block(Slot slot)
    {
        var block = SignedBeaconBlock.Default(Gloas);
        return block with { Message = block.Message with { Slot = slot } };
    }
}
