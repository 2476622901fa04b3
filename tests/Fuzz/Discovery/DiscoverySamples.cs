using System.Net;
using Consensoor.Interop.Discovery.Records;
using Consensoor.Interop.Discovery.Wire;
using Consensoor.Interop.Engine.Embedded;
using Consensoor.Interop.Identity;

namespace Consensoor.Fuzz.Discovery;

/// <summary>Keys, records and messages that inputs are made of, and ways to spoil bytes.</summary>
internal static class DiscoverySamples
{
    internal static readonly NodeKey[] Keys = [.. Enumerable.Range(1, 8).Select(static i => NodeKey.FromSecret(Secret(i))!)];

    internal static readonly Enr[] Records = [.. Keys.Select(static (key, i) => new EnrBuilder()
        .SetAddress(new IPAddress([20, 1, (byte)i, 1])).SetAddress(IPAddress.Parse($"2001:db8::{i + 1}")).Set(EnrKeys.Udp, 9000)
        .Set(EnrKeys.Tcp, 9000).Set(EnrKeys.Quic, 9001).Set(EnrKeys.Eth2, new byte[16]).Set(EnrKeys.Attnets, new byte[8])
        .Set(EnrKeys.Syncnets, [1]).Set(EnrKeys.Cgc, 8).Set(EnrKeys.Nfd, new byte[4]).Build(key, (ulong)i + 1, out _)!)];

    /// <summary>A message of any type, some of them with values no honest node sends.</summary>
    internal static byte[] Message(FuzzRandom random)
    {
        var id = RequestId.Read(random.Bytes(random.Next(9)))!.Value;
        return MessageCodec.Encode(random.Next(6) switch
        {
            0 => new Ping(id, random.Next()),
            1 => new Pong(id, random.Next(), new IPEndPoint(new IPAddress(random.Bytes(random.OneIn(2) ? 4 : 16)), random.Next(65536))),
            2 => new FindNode(id, [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(257))]),
            3 => new Nodes(
                id,
                random.OneIn(4) ? random.Next() : 1,
                [.. Enumerable.Range(0, random.Next(4))
                    .Select(_ => (ReadOnlyMemory<byte>)Spoil(random, random.Pick(Records).Encoded.ToArray()))]),
            4 => new TalkRequest(id, random.Bytes(random.Next(20)), random.Bytes(random.Next(100))),
            _ => new TalkResponse(id, random.Bytes(random.Next(100))),
        });
    }

    /// <summary>Flips, cuts, repeats or lengthens bytes, or leaves them as they are.</summary>
    internal static byte[] Spoil(FuzzRandom random, byte[] bytes)
    {
        if (bytes.Length == 0 || random.OneIn(4))
            return bytes;
        for (int edits = 1 + random.Next(3); edits > 0; edits--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = random.Pick<byte>([0, 1, 0x7f, 0x80, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xf8, 0xff]);
                    break;
                case 2:
                    bytes = bytes[..Math.Max(1, at)];
                    break;
                case 3:
                    bytes = [.. bytes, .. random.Bytes(1 + random.Next(16))];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[(at / 2)..]];
                    break;
                default:
                    bytes = random.Bytes(1 + random.Next(300));
                    break;
            }
        }

        return bytes;
    }

    /// <summary>A list with its items, each spoilt now and then, and the list's own head right.</summary>
    internal static byte[] List(FuzzRandom random, IEnumerable<byte[]> items) =>
        Rlp.List([.. items.Select(item => random.OneIn(6) ? Spoil(random, (byte[])item.Clone()) : item)]);

    private static byte[] Secret(int i)
    {
        byte[] secret = new byte[32];
        secret[31] = (byte)i;
        return secret;
    }
}
