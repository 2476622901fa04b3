namespace Consensoor.Spec.Crypto.Bls;

/// <summary>
/// Scalars cut into windows of signed digits, lowest first, for sums of multiples by buckets: a digit is at most half of its window's range
/// in magnitude, so that half of the buckets serve for both signs.
/// </summary>
internal readonly struct SignedWindows
{
    private const int MaxWidth = 13;

    /// <summary>What a bucket costs, in points.</summary>
    private const int PointsPerBucket = 5;

    private readonly int _scalarBits;
    private readonly int _width;

    /// <summary>
    /// The windows of least cost, at most 13 bits wide (4096 buckets), for so many points and scalars of so many bits.
    /// </summary>
    internal SignedWindows(int points, int scalarBits)
    {
        _scalarBits = scalarBits;
        long least = long.MaxValue;
        for (int width = 2; width <= MaxWidth; width++)
        {
            long cost = Windows(width) * (points + ((long)PointsPerBucket << (width - 1)));
            if (cost < least)
                (least, _width) = (cost, width);
        }
    }

    /// <summary>Digits differ from zero by at most so many.</summary>
    internal int Buckets => 1 << (_width - 1);

    /// <summary>The digits of scalars that have as many words each: those of a window, then those of the next.</summary>
    internal int[] Digits(ReadOnlySpan<ulong> scalars, int words)
    {
        int count = scalars.Length / words, windows = Windows(_width);
        var digits = new int[windows * count];
        for (int window = 0; window < windows; window++)
        {
            for (int i = 0; i < count; i++)
                digits[(window * count) + i] = Digit(scalars.Slice(words * i, words), window * _width);
        }

        return digits;
    }

    /// <summary>The sum of the windows' sums, each times its weight.</summary>
    internal JacobianPoint<T> Combine<T>(ReadOnlySpan<JacobianPoint<T>> sums)
        where T : struct, IField<T>
    {
        JacobianPoint<T> result = sums[^1];
        for (int window = sums.Length - 2; window >= 0; window--)
        {
            for (int i = 0; i < _width; i++)
                result = result.Double();
            result += sums[window];
        }

        return result;
    }

    private int Windows(int width) => (_scalarBits / width) + 1;

    /// <summary>
    /// The digit of weight 2^start: the window's bits plus the bit below, less 2^width times the window's own top bit (Booth).
    /// </summary>
    private int Digit(ReadOnlySpan<ulong> words, int start)
    {
        int raw = (int)Bits(words, start, _width);
        int below = start == 0 ? 0 : (int)Bits(words, start - 1, 1);
        return raw + below - (((raw >> (_width - 1)) & 1) << _width);
    }

    private static ulong Bits(ReadOnlySpan<ulong> words, int start, int count)
    {
        int word = start >> 6, shift = start & 63;
        if (word >= words.Length)
            return 0;
        ulong bits = words[word] >> shift;
        if (shift + count > 64 && word + 1 < words.Length)
            bits |= words[word + 1] << (64 - shift);
        return bits & ((1UL << count) - 1);
    }
}
