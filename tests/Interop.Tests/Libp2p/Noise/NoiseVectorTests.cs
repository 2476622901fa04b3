using System.Text.Json;
using Consensoor.Interop.Libp2p.Noise;
using Xunit;

namespace Consensoor.Interop.Tests.Libp2p.Noise;

public class NoiseVectorTests
{
    public static TheoryData<string> Sources => ["cacophony", "snow"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Published_messages_are_written_and_read(string source)
    {
        var vector = JsonDocument.Parse(
                File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Libp2p/Vectors/noise_xx_25519_chachapoly_sha256.json")))
            .RootElement.GetProperty("vectors").EnumerateArray().Single(row => row.GetProperty("source").GetString() == source);
        using var initiatorStatic = new NoiseKeyPair(Bytes(vector, "init_static"));
        using var responderStatic = new NoiseKeyPair(Bytes(vector, "resp_static"));
        using var initiator = new NoiseHandshake(
            true, initiatorStatic, new NoiseKeyPair(Bytes(vector, "init_ephemeral")), Bytes(vector, "init_prologue"));
        using var responder = new NoiseHandshake(
            false, responderStatic, new NoiseKeyPair(Bytes(vector, "resp_ephemeral")), Bytes(vector, "resp_prologue"));
        var messages = vector.GetProperty("messages").EnumerateArray().ToArray();
        for (var i = 0; i < 3; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (initiator, responder) : (responder, initiator);
            Assert.True(writer.IsToWrite && !reader.IsToWrite);
            var message = writer.Write(Bytes(messages[i], "payload"));
            Assert.Equal(Bytes(messages[i], "ciphertext"), message);
            Assert.Equal(Bytes(messages[i], "payload"), reader.Read(message));
        }

        Assert.Equal(initiatorStatic.Public.ToArray(), responder.RemoteStatic.ToArray());
        Assert.Equal(responderStatic.Public.ToArray(), initiator.RemoteStatic.ToArray());
        Assert.Equal(initiator.Hash.ToArray(), responder.Hash.ToArray());
        if (vector.TryGetProperty("handshake_hash", out _))
        {
            Assert.Equal(Bytes(vector, "handshake_hash"), initiator.Hash.ToArray());
        }

        var ((fromInitiator, atInitiator), (fromResponder, atResponder)) = (initiator.Split(), responder.Split());
        Assert.True(messages.Length > 3);
        for (var i = 3; i < messages.Length; i++)
        {
            // After the third handshake message it is the responder's turn.
            var (send, receive) = i % 2 == 0 ? (fromInitiator, atResponder) : (fromResponder, atInitiator);
            var (payload, expected) = (Bytes(messages[i], "payload"), Bytes(messages[i], "ciphertext"));
            var sealedBytes = new byte[expected.Length];
            var plain = new byte[payload.Length];
            Assert.True(send.TryEncrypt([], payload, sealedBytes));
            Assert.Equal(expected, sealedBytes);
            Assert.True(receive.TryDecrypt([], sealedBytes, plain));
            Assert.Equal(payload, plain);
        }
    }

    private static byte[] Bytes(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
