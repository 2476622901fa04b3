using Consensoor.Fuzz.Discovery;
using Consensoor.Fuzz.Streams;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Wire;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Libp2p;

/// <summary>
/// A noise machine that is given handshake messages and frames of noise, some spoilt; and payloads of the handshake by themselves. Whole
/// handshakes, whose key agreements cost some tenths of a millisecond, are one in fifty, with one of their messages spoilt. A finding is an
/// exception, or bytes taken as those of a peer that are not what it sent.
/// </summary>
internal sealed class NoiseTarget : IFuzzTarget
{
    private static readonly Secp256k1Identity[] Identities = [.. DiscoverySamples.Keys.Select(static key => new Secp256k1Identity(key))];
    private static readonly byte[] Static = [.. Enumerable.Repeat((byte)7, 32)];
    private static readonly byte[][] Payloads = [.. Identities.Select(static identity => NoisePayload.Create(identity, Static))];

    // A host's static key and its signature are made once; what a connection draws comes with its context.
    private static readonly NoiseProtocol[] Protocols =
        [.. Identities.Select(static (identity, i) => new NoiseProtocol(identity, memory => memory.Span.Fill((byte)(i + 1))))];

    public string Name => "libp2p noise";

    public int Share => 6;

    public string Run(FuzzRandom random) => random.OneIn(50) ? Handshake(random) : random.OneIn(2) ? Payload(random) : First(random);

    private static string Payload(FuzzRandom random)
    {
        var bytes = HostileBytes.Spoil(random, (byte[])random.Pick(Payloads).Clone());
        var payload = NoisePayload.TryRead(bytes, out var failure);
        Require(payload is null == (failure != SecurityFailure.None), "refused without a reason", bytes);
        return payload is null ? failure.ToString() : "payload";
    }

    // A listener reads what should be the first message, without a key agreement where it has a wrong length.
    private static string First(FuzzRandom random)
    {
        using var machine = Machine(random, isDialer: false);
        using var wire = new ByteQueue();
        using var output = new ByteQueue();
        var length = random.OneIn(2) ? random.Next(32) : random.Next(65_536);
        wire.Write([(byte)(length >> 8), (byte)length, .. random.Bytes(Math.Min(length, random.Next(6000)))]);
        var state = machine.Shake(wire, output);
        Require(output.Count < 2000, "an answer without end", wire.Span.ToArray());
        return state.ToString();
    }

    private static string Handshake(FuzzRandom random)
    {
        using var dialer = Machine(random, isDialer: true);
        using var listener = Machine(random, isDialer: false);
        using var toListener = new ByteQueue();
        using var toDialer = new ByteQueue();
        var spoilt = random.Next(4);
        dialer.Shake(toDialer, toListener);
        for (var message = 0; message < 3; message++)
        {
            var (wire, reader, back) = message % 2 == 0 ? (toListener, listener, toDialer) : (toDialer, dialer, toListener);
            if (message == spoilt)
            {
                var bytes = HostileBytes.Spoil(random, wire.Span.ToArray());
                wire.Consume(wire.Count);
                wire.Write(bytes);
            }

            reader.Shake(wire, back);
        }

        if (dialer.State != SecurityState.Secured || listener.State != SecurityState.Secured)
        {
            return $"{dialer.State}, {listener.State}";
        }

        using var plain = new ByteQueue();
        using var read = new ByteQueue();
        var text = random.Bytes(random.Next(300));
        plain.Write(text);
        dialer.Seal(plain, toListener);
        var frames = HostileBytes.Spoil(random, toListener.Span.ToArray());
        toListener.Consume(toListener.Count);
        toListener.Write(frames);
        var state = listener.Open(toListener, read, 1 << 20);
        Require(text.AsSpan().StartsWith(read.Span), "another text came out", frames);
        return $"frame {state}";
    }

    private static ISecurityMachine Machine(FuzzRandom random, bool isDialer)
    {
        var protocol = random.Pick(Protocols);
        var context = new SecurityContext(null, memory => random.Bytes(memory.Length).CopyTo(memory.Span));
        return isDialer ? protocol.Dial(context) : protocol.Listen(context);
    }
}
