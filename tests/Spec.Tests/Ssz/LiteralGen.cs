using Consensoor.Spec.Ssz;
using CsCheck;

namespace Consensoor.Spec.Tests.Ssz;

/// <summary>Random values of any SSZ type.</summary>
internal static class LiteralGen
{
    // Lists are mostly short, now and then long enough for a few progressive subtrees and more than one block of a persistent list.
    private const int ShortList = 4;
    private const int LongList = 300;

    /// <summary>Values of a type; shrinking finds the smallest seed, which is all there is to shrink.</summary>
    public static Gen<Literal> Of(SszSchema type) => Gen.UInt.Select(seed => Make(type, new Random((int)(seed & int.MaxValue)), 0));

    private static Literal Make(SszSchema type, Random random, int depth)
    {
        switch (type.Kind)
        {
            case SszKind.Boolean:
                return new Literal([(byte)random.Next(2)]);
            case SszKind.Uint:
                var bytes = new byte[type.Limit];
                random.NextBytes(bytes);
                return new Literal(random.Next(4) == 0 ? new byte[type.Limit] : bytes);
            case SszKind.BitVector:
                return new Literal(Bits: Bits((int)type.Limit, random));
            case SszKind.BitList:
                return new Literal(Bits: Bits(Count(type, random, 600), random));
            case SszKind.Container:
                return new Literal(Parts: [.. type.Fields.Select(field => Make(field.Type, random, depth + 1))]);
            case SszKind.Union:
                var (selector, option) = type.Options.ElementAt(random.Next(type.Options.Count));
                return new Literal(Parts: option is null ? [] : [Make(option, random, depth + 1)], Selector: selector);
            default:
                var isLong = type.Element!.FixedLength is <= 200 && depth < 3 && random.Next(6) == 0;
                var count = type.Kind == SszKind.Vector ? (int)type.Limit : Count(type, random, isLong ? LongList : ShortList);
                return new Literal(Parts: [.. Enumerable.Range(0, count).Select(_ => Make(type.Element, random, depth + 1))]);
        }
    }

    private static int Count(SszSchema type, Random random, int most) =>
        random.Next(1 + (type.IsProgressive ? most : (int)Math.Min((ulong)most, type.Limit)));

    private static bool[] Bits(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 1)];
}
