using System.Text;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;
using CsCheck;
using Xunit;
using static Consensoor.Interop.Tests.ReqResp.Streams;

namespace Consensoor.Interop.Tests.ReqResp;

/// <summary>Whole requests and answers: chunks, context, errors, and where a stream may end.</summary>
public sealed class ExchangeTests
{
    private static readonly ChainSpec Spec = Networks.Find("mainnet")!;
    private static readonly Bytes4 Deneb = new([1, 2, 3, 4]);

    [Fact]
    public void ARequestIsReadToItsEndAndNoFurther()
    {
        var protocol = Find("ping", 1);
        byte[] ssz = [1, 2, 3, 4, 5, 6, 7, 8];
        var stream = Written(to => ReqRespWriter.Request(to, protocol, ssz));
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            var decoder = new RequestDecoder(protocol, Spec);
            Assert.True(decoder.Read(stream.AsSpan(0, cut)) && decoder.Read(stream.AsSpan(cut)));
            Assert.True(decoder.End(out var request));
            Assert.Equal(ssz, request.ToArray());
        }

        for (var length = 0; length < stream.Length; length++)
        {
            var decoder = new RequestDecoder(protocol, Spec);
            Assert.True(decoder.Read(stream.AsSpan(0, length)));
            Assert.False(decoder.End(out _));
            Assert.Equal(StreamFault.EndedEarly, decoder.Fault);
        }

        var longer = new RequestDecoder(protocol, Spec);
        Assert.False(longer.Read([.. stream, 0]));
        Assert.Equal(StreamFault.BytesAfterRequest, longer.Fault);
        Assert.False(longer.Read([1]));
        Assert.False(longer.End(out _));
    }

    [Fact]
    public void ARequestWithoutContentHasNone()
    {
        var protocol = Find("metadata", 2);
        Assert.Empty(Written(to => ReqRespWriter.Request(to, protocol, [])));
        Assert.True(new RequestDecoder(protocol, Spec).End(out _));
        Assert.False(new RequestDecoder(protocol, Spec).Read([0]));
    }

    [Fact]
    public void ARequestOfAnotherLengthIsRefusedAtItsLength()
    {
        var roots = new RequestDecoder(Find("beacon_blocks_by_root", 2), Spec);
        Assert.False(roots.Read(Varint((32 * Spec.Config.MaxRequestBlocks) + 1)));
        Assert.Equal(StreamFault.LengthOutOfBounds, roots.Fault);
        Assert.False(new RequestDecoder(Find("status", 1), Spec).Read([85]));
        Assert.True(new RequestDecoder(Find("status", 1), Spec).Read([84]));
        Assert.True(new RequestDecoder(Find("status", 2), Spec).Read([92]));
        Assert.False(new RequestDecoder(Find("status", 2), Spec).Read(Varint(ulong.MaxValue)));
    }

    [Fact]
    public void ChunksAreReadHoweverTheyAreCut()
    {
        var protocol = Find("blob_sidecars_by_range", 1);
        var ssz = new byte[131_928];
        new Random(1).NextBytes(ssz);
        var stream = Written(to =>
        {
            ReqRespWriter.Chunk(to, Deneb, ssz);
            ReqRespWriter.Chunk(to, Deneb, ssz);
            ReqRespWriter.Error(to, 3, "no more");
        });
        Gen.Int[1, 50_000].Array[1, 8].Sample(
            cuts =>
            {
                var (chunks, decoder) = ReadAll(protocol, stream, 5, cuts);
                Assert.True(decoder.End() && decoder.IsComplete);
                Assert.Equal([0, 0, 3], chunks.Select(static chunk => (int)chunk.Code));
                Assert.Equal([Deneb, Deneb, null], chunks.Select(static chunk => chunk.Context));
                Assert.All(chunks[..2], chunk => Assert.True(chunk.Payload.Span.SequenceEqual(ssz)));
                Assert.Equal("no more", Encoding.UTF8.GetString(chunks[2].Payload.Span));
            },
            iter: 20);
    }

    [Fact]
    public void AnAnswerKeepsToWhatWasAsked()
    {
        var protocol = Find("blob_sidecars_by_range", 1);
        var one = Written(static to => ReqRespWriter.Chunk(to, Deneb, new byte[131_928]));
        (string Why, byte[] Stream, StreamFault Fault)[] cases =
        [
            ("more chunks", [.. one, .. one, 0], StreamFault.TooManyChunks),
            ("an error too many", [.. one, .. one, 2], StreamFault.TooManyChunks),
            ("a fork without blobs", [0, 9, 9, 9, 9], StreamFault.UnknownContext),
            ("an unknown fork", [0, 7, 7, 7, 7], StreamFault.UnknownContext),
            ("another length", [0, 1, 2, 3, 4, 5], StreamFault.LengthOutOfBounds),
            ("a chunk after an error", [1, 0, 0], StreamFault.ChunkAfterError),
            ("a long error", [1, .. Varint(257)], StreamFault.LengthOutOfBounds),
        ];
        foreach (var (why, stream, fault) in cases)
        {
            Assert.True(ReadAll(protocol, stream, 2).Decoder.Fault == fault, why);
            Assert.True(ReadAll(protocol, stream, 2, 1).Decoder.Fault == fault, why);
        }
    }

    [Fact]
    public void AnAnswerMayEndBetweenChunksOnly()
    {
        var protocol = Find("metadata", 3);
        var stream = Written(static to => ReqRespWriter.Chunk(to, null, new byte[25]));
        for (var length = 0; length <= stream.Length; length++)
        {
            var (chunks, decoder) = ReadAll(protocol, stream[..length], 1);
            Assert.Equal(length is 0 || length == stream.Length, decoder.End());
            Assert.Equal((length == stream.Length, chunks.Count), (decoder.IsComplete, length == stream.Length ? 1 : 0));
        }
    }

    [Fact]
    public void ErrorsAreCutBetweenCharacters()
    {
        foreach (var message in (string[])["", "why", new string('x', 300), new string('€', 100), new string('\ud800', 200)])
        {
            var stream = Written(to => ReqRespWriter.Error(to, 1, message));
            var (chunks, decoder) = ReadAll(Find("ping", 1), stream, 1);
            var text = Encoding.UTF8.GetString(Assert.Single(chunks).Payload.Span);
            Assert.True(decoder.End() && chunks[0].Code == 1 && chunks[0].Payload.Length <= 256);
            Assert.True(message.StartsWith(text, StringComparison.Ordinal) || message[0] == '\ud800');
        }
    }

    [Fact]
    public void BlocksOfEveryForkArePossibleAndOthersOnlyOfTheirs()
    {
        var blocks = Find("beacon_blocks_by_range", 2);
        foreach (var fork in ForkNames.All)
        {
            var context = Spec.Ssz(fork);
            var block = SignedBeaconBlock.Default(context).ToSsz(context);
            var stream = Written(to => ReqRespWriter.Chunk(to, Deneb, block));
            var decoder = new ResponseDecoder(blocks, Spec, _ => fork, 1);
            ReadOnlySpan<byte> bytes = stream;
            Assert.True(decoder.TryRead(ref bytes, out _), $"{fork}: {decoder.Reason}");
            var envelopes = new ResponseDecoder(Find("execution_payload_envelopes_by_root", 1), Spec, _ => fork, 1);
            bytes = stream.AsSpan(0, 5);
            envelopes.TryRead(ref bytes, out _);
            Assert.Equal(fork >= ForkName.Gloas ? StreamFault.None : StreamFault.UnknownContext, envelopes.Fault);
        }
    }

    [Fact]
    public void NoiseIsNeverAnException() => Gen.Select(Gen.Int[0, ReqRespProtocols.All.Count - 1], Gen.Byte.Array[0, 300], Gen.Int[1, 40])
        .Sample(static (row, noise, cut) =>
        {
            var protocol = ReqRespProtocols.All[row];
            ReadAll(protocol, noise, 3, cut).Decoder.End();
            var request = new RequestDecoder(protocol, Spec);
            request.Read(noise);
            Assert.NotEqual(request.Fault == StreamFault.None, request.Reason.Length > 0);
            request.End(out _);
        });

    private static ReqRespProtocol Find(string name, int version) =>
        ReqRespProtocols.TryFind($"/eth2/beacon_chain/req/{name}/{version}/ssz_snappy", out var protocol)
            ? protocol
            : throw new ArgumentException(name);

    private static ForkName? ForkOf(Bytes4 digest) =>
        digest == Deneb ? ForkName.Deneb : digest == new Bytes4([9, 9, 9, 9]) ? ForkName.Phase0 : null;

    private static (List<ResponseChunk> Chunks, ResponseDecoder Decoder) ReadAll(
        ReqRespProtocol protocol, byte[] stream, ulong most, params int[] cuts)
    {
        var decoder = new ResponseDecoder(protocol, Spec, ForkOf, most);
        var chunks = new List<ResponseChunk>();
        for (var (at, i) = (0, 0); at < stream.Length && decoder.Fault == StreamFault.None; i++)
        {
            var length = cuts.Length == 0 ? stream.Length : Math.Min(cuts[i % cuts.Length], stream.Length - at);
            ReadOnlySpan<byte> bytes = stream.AsSpan(at, length);
            while (decoder.TryRead(ref bytes, out var chunk))
            {
                chunks.Add(chunk);
            }

            at += length;
        }

        return (chunks, decoder);
    }
}
