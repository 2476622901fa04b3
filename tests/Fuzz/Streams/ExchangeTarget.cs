using System.Buffers;
using System.Collections.Concurrent;
using Consensoor.Interop.ReqResp;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// Requests and answers of every protocol, good and broken: the same in one piece and in many, no more chunks than asked for.
/// </summary>
internal sealed class ExchangeTarget : IFuzzTarget
{
    private static readonly ChainSpec Spec = Networks.Find("minimal")!;

    // A chunk of zeros follows from its length and whether it has a context.
    private static readonly ConcurrentDictionary<(bool HasContext, ulong Length), byte[]> Chunks = new();

    public string Name => "req/resp exchanges";

    public int Share => 6;

    public string Run(FuzzRandom random)
    {
        var protocol = random.Pick(ReqRespProtocols.All);
        var fork = (ForkName)random.Next((int)ForkName.Heze + 1);
        var most = (ulong)random.Next(4);
        var to = new ArrayBufferWriter<byte>();
        for (var chunks = random.Next(4); chunks > 0; chunks--)
        {
            var bounds = protocol.Chunk(Spec, protocol.HasContext ? fork : protocol.Since);
            var length = Math.Min(bounds.Least, 200_000) + (random.OneIn(4) ? (ulong)random.Next(50) : 0);
            to.Write(Chunks.GetOrAdd((protocol.HasContext, length), static key => Chunk(key.HasContext, key.Length)));
        }

        if (random.OneIn(3))
        {
            ReqRespWriter.Error(to, (byte)(1 + random.Next(255)), "why not");
        }

        var stream = HostileBytes.Spoil(random, to.WrittenSpan.ToArray());
        var (one, count) = Answer(protocol, fork, most, stream, stream.Length + 1);
        var (other, again) = Answer(protocol, fork, most, stream, 1 + random.Next(200));
        Require(one.Fault == other.Fault && count == again, $"{one.Fault} in one piece, {other.Fault} in many", stream);
        Require(count.Good <= (int)most, "more chunks than were asked for", stream);
        Require(one.Fault == StreamFault.None || one.Reason.Length is > 0 and < 200, "a fault without a reason", stream);
        var request = new RequestDecoder(protocol, Spec);
        var isRead = request.Read(stream) & request.End(out var ssz);
        Require(!isRead || protocol.Request is null || protocol.Request(Spec).Hold((ulong)ssz.Length), "a request beyond bounds", stream);
        Require(isRead == (request.Fault == StreamFault.None), "a fault that is none", stream);
        return one.Fault.ToString();
    }

    private static byte[] Chunk(bool hasContext, ulong length)
    {
        var to = new ArrayBufferWriter<byte>();
        ReqRespWriter.Chunk(to, hasContext ? new Bytes4([1, 2, 3, 4]) : null, new byte[length]);
        return to.WrittenSpan.ToArray();
    }

    private static (ResponseDecoder Decoder, (int Good, int Bad) Count) Answer(
        ReqRespProtocol protocol, ForkName fork, ulong most, byte[] stream, int cut)
    {
        var decoder = new ResponseDecoder(protocol, Spec, digest => digest == new Bytes4([1, 2, 3, 4]) ? fork : null, most);
        var (good, bad) = (0, 0);
        for (var at = 0; at < stream.Length; at += cut)
        {
            ReadOnlySpan<byte> piece = stream.AsSpan(at, Math.Min(cut, stream.Length - at));
            while (decoder.TryRead(ref piece, out var chunk))
            {
                (good, bad) = chunk.Code == 0 ? (good + 1, bad) : (good, bad + 1);
            }
        }

        decoder.End();
        return (decoder, (good, bad));
    }
}
