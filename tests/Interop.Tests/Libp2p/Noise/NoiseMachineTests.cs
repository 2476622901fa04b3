using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Identities;
using Consensoor.Interop.Libp2p.Noise;
using Consensoor.Interop.Libp2p.Wire;
using Consensoor.Interop.Protobuf;
using CsCheck;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Noise;

public class NoiseMachineTests
{
    private static readonly IPeerIdentity Node = new Secp256k1Identity(NodeKey.Create(TestRandom.From(1)));
    private static readonly IPeerIdentity Other = Ed25519Identity.FromSeed(Enumerable.Repeat((byte)7, 32).ToArray());
    private static readonly NoiseProtocol NodeNoise = new(Node, TestRandom.From(2));
    private static readonly NoiseProtocol OtherNoise = new(Other, TestRandom.From(3));

    [Fact]
    public void Both_kinds_of_identity_know_each_other_and_plain_bytes_arrive_however_cut() =>
        Gen.Select(Gen.Bool, Gen.Byte.Array[0, 5000], Gen.Int).Sample(
            static (nodeDials, data, seed) =>
            {
                var random = new Random(seed);
                var (dials, listens) = nodeDials ? (NodeNoise, OtherNoise) : (OtherNoise, NodeNoise);
                using var dialer = dials.Dial(new SecurityContext((nodeDials ? Other : Node).PeerId, TestRandom.From(seed)));
                using var listener = listens.Listen(new SecurityContext(null, TestRandom.From(seed + 1)));
                using ByteQueue toListener = new(), toDialer = new();
                Shake(dialer, listener, toListener, toDialer, random);
                Assert.Equal((nodeDials ? Other : Node).PublicKey, dialer.RemoteKey);
                Assert.Equal((nodeDials ? Node : Other).PublicKey, listener.RemoteKey);

                using ByteQueue plain = new(), wire = new(), arrived = new(), opened = new();
                plain.Write(data);
                dialer.Seal(plain, wire);
                while (wire.Count > 0)
                {
                    wire.MoveTo(arrived, random.Next(1, 3000));
                    Assert.Equal(SecurityState.Secured, listener.Open(arrived, opened, int.MaxValue));
                }

                Assert.Equal(data, opened.Span.ToArray());
            },
            iter: 100);

    [Fact]
    public void A_frame_has_at_most_65535_bytes_and_large_ones_arrive()
    {
        var (dialer, listener) = Secured();
        var data = new byte[200_000];
        new Random(1).NextBytes(data);
        using ByteQueue plain = new(), wire = new(), opened = new();
        plain.Write(data);
        dialer.Seal(plain, wire);
        Assert.Equal(0xffff, (wire.Span[0] << 8) | wire.Span[1]);
        listener.Open(wire, opened, int.MaxValue);
        Assert.Equal(data, opened.Span.ToArray());
    }

    [Fact]
    public void No_more_is_opened_than_asked_for_and_a_frame()
    {
        var (dialer, listener) = Secured();
        using ByteQueue plain = new(), wire = new(), opened = new();
        plain.Write(new byte[1 << 20]);
        dialer.Seal(plain, wire);
        listener.Open(wire, opened, 1000);
        Assert.Equal(NoiseMachine.MaxPlain, opened.Count);
    }

    [Fact]
    public void Any_changed_byte_of_the_transport_is_found()
    {
        for (var at = 0; at < 30; at++)
        {
            var (dialer, listener) = Secured();
            using ByteQueue plain = new(), wire = new(), opened = new();
            plain.Write("twelve bytes"u8);
            dialer.Seal(plain, wire);
            var bytes = wire.Span.ToArray();
            bytes[at] ^= 1;
            using ByteQueue forged = new();
            forged.Write(bytes);
            forged.Write(new byte[600]);
            Assert.Equal(SecurityState.Failed, listener.Open(forged, opened, int.MaxValue));
            Assert.Equal(SecurityFailure.BadFrame, listener.Failure);
            Assert.Equal(0, opened.Count);
        }
    }

    [Fact]
    public void A_frame_shorter_than_its_tag_fails()
    {
        var (_, listener) = Secured();
        using ByteQueue wire = new(), opened = new();
        wire.Write([0, 0]);
        Assert.Equal(SecurityState.Failed, listener.Open(wire, opened, int.MaxValue));
    }

    // Every message of the handshake, every byte of it: nobody is taken for secured who is not.
    [Fact]
    public void Any_changed_byte_of_the_handshake_is_found() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 400], Gen.Byte[1, 255]).Sample(
        static (message, at, flip) =>
        {
            using var dialer = NodeNoise.Dial(new SecurityContext(null, TestRandom.From(5)));
            using var listener = OtherNoise.Listen(new SecurityContext(null, TestRandom.From(6)));
            using ByteQueue wire = new(), ignored = new();
            ISecurityMachine[] sides = [dialer, listener];
            for (var i = 0; i < 3; i++)
            {
                using ByteQueue written = new();
                sides[i % 2].Shake(ignored, written);
                if (i > 0)
                {
                    break;
                }

                wire.Write(written.Span);
            }

            // The messages in turn, one of them changed.
            using ByteQueue first = new(), second = new(), third = new();
            first.Write(wire.Span);
            Change(first, message == 0, at, flip);
            listener.Shake(first, second);
            Change(second, message == 1, at, flip);
            dialer.Shake(second, third);
            Change(third, message == 2, at, flip);
            listener.Shake(third, ignored);
            Assert.False(dialer.State == SecurityState.Secured && listener.State == SecurityState.Secured);
        },
        iter: 300);

    [Fact]
    public void Another_peer_than_the_expected_one_is_refused()
    {
        using var dialer = NodeNoise.Dial(new SecurityContext(PeerId.FromPublicKey(Node.PublicKey), TestRandom.From(5)));
        using var listener = OtherNoise.Listen(new SecurityContext(null, TestRandom.From(6)));
        using ByteQueue toListener = new(), toDialer = new();
        Shake(dialer, listener, toListener, toDialer, new Random(1));
        Assert.Equal((SecurityState.Failed, SecurityFailure.AnotherPeer), (dialer.State, dialer.Failure));
        Assert.Equal(SecurityState.Pending, listener.State);
    }

    [Fact]
    public void The_own_identity_is_refused()
    {
        using var dialer = NodeNoise.Dial(new SecurityContext(null, TestRandom.From(5)));
        using var listener = NodeNoise.Listen(new SecurityContext(null, TestRandom.From(6)));
        using ByteQueue toListener = new(), toDialer = new();
        Shake(dialer, listener, toListener, toDialer, new Random(1));
        Assert.Equal(SecurityFailure.OwnIdentity, dialer.Failure);
    }

    [Fact]
    public void A_peer_that_did_not_sign_its_static_key_is_refused() =>
        Assert.Equal(SecurityFailure.BadSignature, Answer(key => NoisePayload.Create(Other, new byte[32])));

    [Fact]
    public void A_peer_with_another_ones_key_is_refused() => Assert.Equal(
        SecurityFailure.BadSignature,
        Answer(key =>
        {
            var message = new ProtoWriter();
            message.Bytes(1, NodeKey.Create(TestRandom.From(9)).PeerKey.Encode());
            return [.. message.Written, .. NoisePayload.Create(Other, key).AsSpan(2 + Other.PublicKey.Encode().Length)];
        }));

    [Fact]
    public void A_payload_that_is_none_is_refused() =>
        Assert.Equal(SecurityFailure.MalformedPayload, Answer(static _ => [0x0a, 0xff]));

    [Fact]
    public void An_rsa_identity_is_refused_as_such() => Assert.Equal(
        SecurityFailure.UnknownKeyType,
        Answer(static _ =>
        {
            var message = new ProtoWriter();
            message.Bytes(1, new PeerPublicKey(PeerKeyType.Rsa, [0x30, 0x82, 1, 2, 3]).Encode());
            return message.Written.ToArray();
        }));

    [Fact]
    public void Extensions_are_read_over() => Assert.Equal(
        SecurityFailure.None,
        Answer(static key =>
        {
            var extensions = new ProtoWriter();
            var at = extensions.Begin(4);
            extensions.Text(2, "/yamux/1.0.0");
            extensions.End(at);
            return [.. NoisePayload.Create(Other, key), .. extensions.Written];
        }));

    [Fact]
    public void A_key_of_small_order_shares_nothing()
    {
        using var dialer = NodeNoise.Dial(new SecurityContext(null, TestRandom.From(5)));
        using ByteQueue wire = new(), output = new();
        dialer.Shake(wire, output);
        wire.Write([0, 96, .. new byte[96]]);
        Assert.Equal(SecurityState.Failed, dialer.Shake(wire, output));
        Assert.Equal(SecurityFailure.BadHandshake, dialer.Failure);
    }

    [Fact]
    public void A_handshake_message_above_the_limit_is_refused_at_its_length()
    {
        using var listener = NodeNoise.Listen(new SecurityContext(null, TestRandom.From(5)));
        using ByteQueue wire = new(), output = new();
        wire.Write([0x10, 0x01]);
        Assert.Equal(SecurityState.Failed, listener.Shake(wire, output));
        Assert.Equal(SecurityFailure.MessageTooLong, listener.Failure);
    }

    [Fact]
    public void The_last_nonce_is_never_used()
    {
        var (dialer, listener) = Secured();
        byte[] key = new byte[32];
        ((NoiseMachine)dialer).Replace(new NoiseCipher(key, ulong.MaxValue - 1), new NoiseCipher(key));
        ((NoiseMachine)listener).Replace(new NoiseCipher(key), new NoiseCipher(key, ulong.MaxValue - 1));
        using ByteQueue plain = new(), wire = new(), opened = new();
        plain.Write([1]);
        Assert.Equal(SecurityState.Secured, dialer.Seal(plain, wire));
        Assert.Equal(SecurityState.Secured, listener.Open(wire, opened, int.MaxValue));
        plain.Write([2]);
        Assert.Equal(SecurityState.Failed, dialer.Seal(plain, wire));
        Assert.Equal(SecurityFailure.NoncesUsedUp, dialer.Failure);
        Assert.Equal(0, wire.Count);
        wire.Write([0, 17, .. new byte[17]]);
        Assert.Equal(SecurityState.Failed, listener.Open(wire, opened, int.MaxValue));
        Assert.Equal(SecurityFailure.NoncesUsedUp, listener.Failure);
    }

    [Fact]
    public void Any_bytes_at_any_step_end_in_a_state() => Gen.Select(Gen.Byte.Array[0, 300].Array[1, 4], Gen.Bool).Sample(
        static (frames, isDialer) =>
        {
            var context = new SecurityContext(null, TestRandom.From(1));
            using var machine = isDialer ? NodeNoise.Dial(context) : NodeNoise.Listen(context);
            using ByteQueue wire = new(), output = new();
            foreach (var frame in frames)
            {
                wire.Write([(byte)(frame.Length >> 8), (byte)frame.Length, .. frame]);
                machine.Shake(wire, output);
            }

            Assert.NotEqual(SecurityState.Secured, machine.State);
        });

    private static (ISecurityMachine Dialer, ISecurityMachine Listener) Secured()
    {
        var dialer = NodeNoise.Dial(new SecurityContext(null, TestRandom.From(5)));
        var listener = OtherNoise.Listen(new SecurityContext(null, TestRandom.From(6)));
        using ByteQueue toListener = new(), toDialer = new();
        Shake(dialer, listener, toListener, toDialer, new Random(1));
        Assert.Equal((SecurityState.Secured, SecurityState.Secured), (dialer.State, listener.State));
        return (dialer, listener);
    }

    private static void Shake(ISecurityMachine dialer, ISecurityMachine listener, ByteQueue toListener, ByteQueue toDialer, Random random)
    {
        using ByteQueue atListener = new(), atDialer = new();
        for (var i = 0; i < 5000 && (listener.State == SecurityState.Pending || dialer.State == SecurityState.Pending); i++)
        {
            dialer.Shake(atDialer, toListener);
            toListener.MoveTo(atListener, random.Next(200));
            listener.Shake(atListener, toDialer);
            toDialer.MoveTo(atDialer, random.Next(200));
        }
    }

    // What the node makes of a responder whose payload is made by hand for its static key.
    private static SecurityFailure Answer(Func<byte[], byte[]> payload)
    {
        using var responderStatic = NoiseKeyPair.Create(TestRandom.From(11));
        using var responder = new NoiseHandshake(false, responderStatic, NoiseKeyPair.Create(TestRandom.From(12)), []);
        using var dialer = NodeNoise.Dial(new SecurityContext(null, TestRandom.From(5)));
        using ByteQueue wire = new(), output = new();
        dialer.Shake(wire, output);
        responder.Read(output.Span[2..]);
        var answer = responder.Write(payload(responderStatic.Public.ToArray()))!;
        wire.Write([(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
        dialer.Shake(wire, output);
        return dialer.Failure;
    }

    private static void Change(ByteQueue message, bool isIt, int at, byte flip)
    {
        if (isIt && message.Count > 0)
        {
            var bytes = message.Span.ToArray();
            bytes[at % bytes.Length] ^= flip;
            message.Dispose();
            message.Write(bytes);
        }
    }
}
