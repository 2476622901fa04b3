using System.Net;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Protocol;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Identity;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz.Discovery;

/// <summary>
/// Hands a machine of discv5 a dozen datagrams from one address: packets of all kinds with right and spoilt headers, answers to its own
/// challenges signed rightly and wrongly, and messages in the session that comes of it. A finding is an exception, more bytes sent to an
/// address that proved nothing than came from it, or a bound that is exceeded.
/// </summary>
internal sealed class DatagramTarget : IFuzzTarget
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(56);
    private static readonly IPEndPoint Sender = new(new IPAddress([20, 1, 1, 1]), 9000);

    // What each key agrees on with the machine's: the senders' share of a handshake, which is not what is tried here.
    private static readonly byte[][] Shared = [.. DiscoverySamples.Keys.Select(static key =>
    {
        var shared = new byte[NodeKey.PublicKeyLength];
        Require(key.TryShare(DiscoverySamples.Keys[0].PublicKey, shared), "no key agreement", []);
        return shared;
    })];

    public string Name => "discovery: datagrams";

    public int Share => 3;

    public string Run(FuzzRandom random)
    {
        var (own, peer) = (DiscoverySamples.Keys[0], DiscoverySamples.Keys[1]);
        var (self, other) = (DiscoverySamples.Records[0].NodeId, DiscoverySamples.Records[1].NodeId);
        var now = Start;
        using var machine = new DiscoveryMachine(
            own, DiscoverySamples.Records[0], new DiscoverySettings(), [], bytes => random.Bytes(bytes.Length).CopyTo(bytes), now);
        using var reader = new PacketCodec(other);
        Packet? challenge = null;
        AesGcm? send = null;
        (long received, long sent) = (0, 0);
        for (int i = 0; i < 12; i++)
        {
            byte[] packet = Next(random, self, other, peer, challenge, ref send);
            received += packet.Length;
            machine.Receive(now, Sender, packet);
            while (machine.TryTakeDatagram(out Datagram datagram))
            {
                sent += datagram.Bytes.Length;
                Require(datagram.Bytes.Length is >= PacketCodec.MinLength and <= PacketCodec.MaxLength, "a packet of that length", packet);
                if (datagram.Receiver.Equals(Sender) && reader.Decode(datagram.Bytes, out _) is { Flag: PacketFlag.WhoAreYou } asked)
                    challenge = asked;
            }

            while (machine.TryTakeEvent(out _))
            {
            }

            Require(machine.Sessions > 0 || sent <= received, "more was sent than came", packet);
            now = random.OneIn(4) ? machine.NextWakeUp > now ? machine.NextWakeUp : now : now.AddMilliseconds(random.Next(300));
            if (random.OneIn(3))
                machine.Wake(now);
            Require(machine.Sessions <= 1 && machine.Challenges <= 12 && machine.Members.Count <= 1, "a bound", packet);
        }

        send?.Dispose();
        return machine.Sessions > 0 ? "a session" : challenge is null ? "no challenge" : "a challenge";
    }

    private static byte[] Next(
        FuzzRandom random, NodeId self, NodeId other, NodeKey peer, Packet? challenge, ref AesGcm? send)
    {
        byte[] iv = random.Bytes(16);
        PacketNonce nonce = PacketNonce.Read(random.Bytes(12));
        switch (random.Next(challenge is null ? 4 : 8))
        {
            case 0:
                return random.Bytes(random.Next(1400));
            case 1:
                return DiscoverySamples.Spoil(
                    random, PacketCodec.EncodeWhoAreYou(self, iv, nonce, random.Bytes(16), random.Next(), out _));
            case 2 or 3:
                return DiscoverySamples.Spoil(random, PacketCodec.EncodeRandom(self, other, iv, nonce, random.Bytes(1 + random.Next(60))));
            case 4 when send is not null:
            case 5 when send is not null:
                byte[] message = DiscoverySamples.Spoil(random, DiscoverySamples.Message(random));
                return PacketCodec.EncodeMessage(self, other, iv, nonce, send, message[..Math.Min(message.Length, 1100)]);
            default:
                return Handshake(random, self, other, peer, challenge!, iv, nonce, ref send);
        }
    }

    private static byte[] Handshake(
        FuzzRandom random, NodeId self, NodeId other, NodeKey peer, Packet challenge, byte[] iv, PacketNonce nonce,
        ref AesGcm? send)
    {
        var chosen = random.Next(DiscoverySamples.Keys.Length);
        var ephemeral = DiscoverySamples.Keys[chosen];
        var data = challenge.Head.Span;
        var signer = random.OneIn(4) ? random.Pick(DiscoverySamples.Keys) : peer;
        var keys = HandshakeCrypto.DeriveKeys(Shared[chosen], other, self, data);
        send?.Dispose();
        send = new AesGcm(keys.InitiatorKey, PacketCodec.TagLength);
        byte[] point = random.OneIn(6) ? random.Bytes(33) : ephemeral.PublicKey.ToArray();
        var proof = new HandshakeProof(HandshakeCrypto.Sign(signer, data, ephemeral.PublicKey, self), point);
        byte[] record = random.Next(4) switch
        {
            0 => [],
            1 => DiscoverySamples.Spoil(random, random.Pick(DiscoverySamples.Records).Encoded.ToArray()),
            _ => DiscoverySamples.Records[1].Encoded.ToArray(),
        };
        byte[] message = DiscoverySamples.Message(random);
        byte[] packet = PacketCodec.EncodeHandshake(
            self, other, iv, nonce, proof, record.AsSpan(0, Math.Min(record.Length, 300)), send, message[..Math.Min(message.Length, 600)]);
        return random.OneIn(4) ? DiscoverySamples.Spoil(random, packet) : packet;
    }
}
