using Consensoor.Interop.Gossipsub;
using Consensoor.Interop.Gossipsub.Rpc;
using Consensoor.Interop.Libp2p.Wire;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Streams;

/// <summary>
/// Gossipsub's frames and RPCs: what is read lies within the frame and its bounds, and frames are the same however a stream is cut.
/// </summary>
internal sealed class RpcTarget : IFuzzTarget
{
    private static readonly RpcLimits Limits = new() { Subscriptions = 6, Messages = 6, Ids = 12, Controls = 5, TopicLength = 40 };

    private readonly ThreadLocal<RpcIn> _rpc = new(static () => new RpcIn());

    public string Name => "gossipsub RPCs";

    public int Share => 8;

    public string Run(FuzzRandom random)
    {
        var bytes = HostileBytes.Spoil(random, RpcDraw.Next(random, "topic"));
        var rpc = _rpc.Value!;
        var fault = RpcDecoder.Decode(bytes, Limits, rpc);
        Require(rpc.Subscriptions.Count <= 6 && rpc.Messages.Count <= 6, "too many subscriptions or messages", bytes);
        Require(rpc.Grafts.Count <= 5 && rpc.Prunes.Count <= 5, "too many of GRAFT or PRUNE", bytes);
        Require(rpc.HaveIds.Count <= 12 && rpc.Wants.Count <= 12 && rpc.DontWants.Count <= 12, "too many ids", bytes);
        Require(rpc.Haves.All(have => have.First >= 0 && have.First + have.Count <= rpc.HaveIds.Count), "ids that are not there", bytes);
        Require(rpc.Messages.Sum(static message => (long)message.Data.Length) <= bytes.Length, "more data than bytes", bytes);
        Require(rpc.Messages.All(static message => message.Topic.Length <= 40), "a topic that is too long", bytes);
        var (group, parts, said) = (rpc.Partial?.Group.Length, rpc.Partial?.Message?.Length, rpc.Partial?.Metadata?.Length);
        Require((group ?? 0) + (parts ?? 0) + (said ?? 0) <= bytes.Length, "more of a partial message than bytes", bytes);
        Frames(random, [.. RpcFrames.Framed(bytes), .. HostileBytes.Spoil(random, RpcFrames.Framed(bytes))]);
        return fault.ToString();
    }

    private static void Frames(FuzzRandom random, byte[] stream)
    {
        const int Bound = 2000;
        var (whole, pieces) = (new FrameDecoder(Bound), new FrameDecoder(Bound));
        List<byte[]> one = [], other = [];
        ReadOnlySpan<byte> all = stream;
        while (whole.TryRead(ref all, out var frame))
        {
            one.Add(frame.Bytes.ToArray());
        }

        for (var at = 0; at < stream.Length;)
        {
            var cut = Math.Min(1 + random.Next(60), stream.Length - at);
            ReadOnlySpan<byte> piece = stream.AsSpan(at, cut);
            while (pieces.TryRead(ref piece, out var frame))
            {
                other.Add(frame.Bytes.ToArray());
            }

            at += cut;
        }

        var isSame = one.Count == other.Count && one.Zip(other).All(static pair => pair.First.AsSpan().SequenceEqual(pair.Second));
        Require(isSame, "other frames in many pieces", stream);
        Require(whole.Fault == pieces.Fault, $"{whole.Fault} in one piece, {pieces.Fault} in many", stream);
        Require(whole.Held <= Bound + Varint.MaxLength, "more held than a frame may have", stream);
    }
}
