namespace Consensoor.Fuzz.Streams;

/// <summary>Good bytes made bad: flipped, cut, grown, spliced, with extreme lengths; or noise.</summary>
internal static class HostileBytes
{
    private static readonly byte[] Extremes = [0, 1, 2, 0x7f, 0x80, 0xfe, 0xff];

    internal static byte[] Spoil(FuzzRandom random, byte[] good)
    {
        if (random.OneIn(12))
        {
            return random.Bytes(random.Next(200));
        }

        var bytes = new List<byte>(good);
        for (var edits = random.Next(4); edits > 0 && bytes.Count > 0; edits--)
        {
            var at = random.OneIn(2) ? random.Next(Math.Min(bytes.Count, 40)) : random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = random.Pick(Extremes);
                    break;
                case 2:
                    bytes.InsertRange(at, random.Bytes(1 + random.Next(12)));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(1 + random.Next(12), bytes.Count - at));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(0, random.Next(Math.Min(bytes.Count, 60))));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Text that repeats itself in places, so that it compresses in all of snappy's ways.</summary>
    internal static byte[] Plain(FuzzRandom random, int most)
    {
        var bytes = new List<byte>();
        var length = random.Next(most);
        while (bytes.Count < length)
        {
            if (bytes.Count > 4 && !random.OneIn(3))
            {
                var from = random.Next(bytes.Count);
                bytes.AddRange(bytes.GetRange(from, Math.Min(1 + random.Next(80), bytes.Count - from)));
            }
            else
            {
                bytes.AddRange(random.Bytes(1 + random.Next(90)));
            }
        }

        return [.. bytes];
    }
}
