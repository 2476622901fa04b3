using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Consensoor.Interop.Gossipsub;

namespace Consensoor.Bench.Gossip;

/// <summary>
/// What no program can leave out of a gossip message over Noise, with the libraries used here: its id at both ends, sealing and opening it
/// in frames, bytes through a socket; and snappy, which js-libp2p does not pay for in this comparison. One thread, the best of the rounds.
/// </summary>
internal static class GossipFloor
{
    private const int FrameSize = 65_519;
    private const int Rounds = 400;

    internal static void Print(int size)
    {
        var message = new byte[size];
        new Random(1).NextBytes(message);
        var (hash, seal, send, snappy) = (Best(size, () => Hash(message)), Seal(message), Send(message), Snappy(message));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"floor of {size} bytes: {hash + seal + send:0.0} µs without snappy ({hash:0.0} ids, {seal:0.0} ChaCha20-Poly1305, {send:0.0} "
            + $"socket), {snappy:0.0} snappy; so at most {1e6 * Environment.ProcessorCount / (hash + seal + send):0} messages/s"));
    }

    private static void Hash(byte[] message)
    {
        Span<byte> id = stackalloc byte[32];
        SHA256.HashData(message, id);
        SHA256.HashData(message, id);
    }

    private static double Seal(byte[] message)
    {
        using var key = new ChaCha20Poly1305(new byte[32]);
        var (cipher, tag, nonce) = (new byte[FrameSize], new byte[16], new byte[12]);
        return Best(message.Length, () =>
        {
            for (var at = 0; at < message.Length; at += FrameSize)
            {
                var frame = message.AsSpan(at, Math.Min(FrameSize, message.Length - at));
                key.Encrypt(nonce, frame, cipher.AsSpan(0, frame.Length), tag);
                key.Decrypt(nonce, cipher.AsSpan(0, frame.Length), tag, frame);
            }
        });
    }

    private static double Send(byte[] message)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sender.Connect(listener.LocalEndpoint);
        using var receiver = listener.AcceptSocket();
        var frame = new byte[FrameSize];
        return Best(message.Length, () =>
        {
            for (var at = 0; at < message.Length; at += FrameSize)
            {
                var left = Math.Min(FrameSize, message.Length - at);
                sender.Send(message, at, left, SocketFlags.None);
                while (left > 0)
                {
                    left -= receiver.Receive(frame, left, SocketFlags.None);
                }
            }
        });
    }

    private static double Snappy(byte[] message)
    {
        var (block, plain) = (new byte[SnappyBlock.MostCompressed(message.Length)], new byte[message.Length]);
        return Best(message.Length, () =>
        {
            var length = SnappyBlock.Compress(message, block);
            SnappyBlock.TryDecompress(block.AsSpan(0, length), plain);
        });
    }

    private static double Best(int size, Action work)
    {
        var (times, best) = (Math.Max(1, (512 << 10) / Math.Max(size, 4096)), double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++)
            {
                work();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(since).TotalMicroseconds / times);
        }

        return best;
    }
}
