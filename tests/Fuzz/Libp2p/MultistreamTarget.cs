using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Libp2p.Multistream;
using Consensoor.Interop.Libp2p.Wire;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Libp2p;

/// <summary>Both sides of an agreement on a protocol, given lines made bad, in one piece and in many.</summary>
internal sealed class MultistreamTarget : IFuzzTarget
{
    private static readonly string[] Lines =
        ["/multistream/1.0.0", "/multistream/2.0.0", "na", "ls", "/noise", "/yamux/1.0.0", "/meshsub/1.1.0", "", "\n", "/\u00e9"];

    private static readonly string[] Spoken = ["/noise", "/yamux/1.0.0"];

    public string Name => "libp2p multistream";

    public int Share => 6;

    public string Run(FuzzRandom random)
    {
        using var good = new ByteQueue();
        MultistreamLine.Write(good, Lines[0]);
        for (var lines = random.Next(5); lines > 0; lines--)
        {
            MultistreamLine.Write(good, random.Pick(Lines));
        }

        var bytes = HostileBytes.Spoil(random, good.Span.ToArray());
        var isDialer = random.OneIn(2);
        var (one, many) = (Side(isDialer, bytes, bytes.Length), Side(isDialer, bytes, 1 + random.Next(7)));
        Require(one == many, $"{one} in one piece, {many} in many", bytes);
        return $"{one.State} {one.Protocol}";
    }

    private static (NegotiationState State, string? Protocol, int Left) Side(bool isDialer, byte[] bytes, int cut)
    {
        using var input = new ByteQueue();
        using var output = new ByteQueue();
        INegotiation side = isDialer ? new MultistreamDialer(Spoken, output) : new MultistreamListener(Spoken);
        var state = NegotiationState.Pending;
        foreach (var piece in bytes.Chunk(Math.Max(1, cut)))
        {
            input.Write(piece);
            state = state == NegotiationState.Pending ? side.Advance(input, output) : state;
        }

        Require(output.Count <= 64 * 1024, "an answer without end", bytes);
        return (state, side.Protocol, state == NegotiationState.Agreed ? input.Count : 0);
    }
}
