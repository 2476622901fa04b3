using System.Buffers;
using Consensoor.Interop.ReqResp;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// Payloads of the ssz_snappy encoding, good and broken: the same in one piece and in many, and nothing but what was written is taken
/// where a checksum speaks for it.
/// </summary>
internal sealed class PayloadTarget : IFuzzTarget
{
    public string Name => "req/resp payloads";

    public int Share => 6;

    public string Run(FuzzRandom random)
    {
        var plain = HostileBytes.Plain(random, random.OneIn(20) ? 150_000 : 500);
        var to = new ArrayBufferWriter<byte>();
        PayloadEncoder.Write(to, plain);
        var stream = HostileBytes.Spoil(random, to.WrittenSpan.ToArray());
        var bounds = new SizeBounds(random.OneIn(8) ? (ulong)random.Next(100) : 0, random.OneIn(8) ? (ulong)random.Next(600) : 200_000);
        var one = Read(stream, bounds, stream.Length + 1);
        var other = Read(stream, bounds, 1 + random.Next(90));
        Require(one.Fault == other.Fault && one.Left == other.Left, $"{one.Fault} in one piece, {other.Fault} in many", stream);
        Require(one.Payload.Span.SequenceEqual(other.Payload.Span), "another payload in many pieces", stream);
        Require(one.Payload.IsEmpty || bounds.Hold((ulong)one.Payload.Length), "a payload beyond its bounds", stream);
        return one.Fault == StreamFault.None ? one.Payload.IsEmpty ? "incomplete" : "taken" : one.Fault.ToString();
    }

    private static (ReadOnlyMemory<byte> Payload, StreamFault Fault, int Left) Read(byte[] stream, SizeBounds bounds, int cut)
    {
        var decoder = new PayloadDecoder();
        decoder.Begin(bounds);
        for (var at = 0; at < stream.Length; at += cut)
        {
            ReadOnlySpan<byte> piece = stream.AsSpan(at, Math.Min(cut, stream.Length - at));
            if (decoder.TryRead(ref piece, out var payload))
            {
                return (payload, StreamFault.None, Math.Max(stream.Length - at - cut, 0) + piece.Length);
            }

            if (decoder.Fault != StreamFault.None)
            {
                return (default, decoder.Fault, 0);
            }
        }

        return (default, StreamFault.None, 0);
    }
}
